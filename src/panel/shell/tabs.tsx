/** The row of tabs: arrow keys move, the page's 1 to 5 choose. */
import type { TargetedKeyboardEvent } from 'preact';
import type { PanelViewState } from '../../protocol/panel';
import { t } from '../l10n';
import type { PanelString } from '../strings';

export type Tab = NonNullable<PanelViewState['tab']>;

export const tabs: readonly { readonly id: Tab; readonly title: PanelString }[] = [
  { id: 'overview', title: 'Overview' },
  { id: 'clusters', title: 'Clusters' },
  { id: 'flame', title: 'Flame Graph' },
  { id: 'diff', title: 'Comparison' },
  { id: 'finding', title: 'Finding' },
];

interface TabsProps {
  readonly tab: Tab;
  readonly onTab: (tab: Tab) => void;
}

export function Tabs({ tab, onTab }: TabsProps) {
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    const target = tabFor(event.key, tab);
    if (!target) return;
    event.preventDefault();
    onTab(target);
    event.currentTarget.querySelector<HTMLElement>(`#tab-${target}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={t('Analysis views')} onKeyDown={onKeyDown}>
      {tabs.map(({ id, title }) => (
        <button
          key={id}
          id={`tab-${id}`}
          class="tab"
          role="tab"
          aria-selected={id === tab}
          aria-controls="tab-panel"
          tabIndex={id === tab ? 0 : -1}
          onClick={() => onTab(id)}
        >
          {t(title)}
        </button>
      ))}
    </div>
  );
}

function tabFor(key: string, tab: Tab): Tab | undefined {
  const at = tabs.findIndex(({ id }) => id === tab);
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    Home: 0,
    End: tabs.length - 1,
  };
  const target = moves[key];
  return target === undefined ? undefined : tabs[(target + tabs.length) % tabs.length]?.id;
}
