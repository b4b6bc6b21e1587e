/** A stack whose every frame opens its file. The message names the frame by its index, never by its path. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { WireFrame } from '../../protocol/lsp';
import { post } from '../host';
import { t } from '../l10n';
import { fullPlace, shortFunction, shortPlace, visible } from '../names';
import type { PanelString } from '../strings';
import { Icon } from './icon';
import type { IconName } from './icon';

export interface StackProps {
  readonly of: 'current' | 'comparison';
  readonly frames: readonly WireFrame[];
  /** Indices into `frames`, leaf first. */
  readonly stack: readonly number[];
  /** Index into `stack`. */
  readonly siteIndex?: number | undefined;
  /** Index into `frames`. */
  readonly createdBy?: number | undefined;
  readonly createdByInferred?: boolean;
}

export function Stack(props: StackProps) {
  const { of, frames, stack, siteIndex, createdBy, createdByInferred } = props;
  const [isOwnOnly, setOwnOnly] = useState(false);
  const shown = stack.filter(index => !isOwnOnly || frames[index]?.origin === 'own');
  const site = siteIndex === undefined ? undefined : stack[siteIndex];
  return (
    <div class="stack">
      <label class="check">
        <input
          type="checkbox"
          checked={isOwnOnly}
          onChange={event => setOwnOnly(event.currentTarget.checked)}
        />
        {t('Own frames only')}
      </label>
      {shown.length === 0 && <p class="muted">{t('No frame of this stack is your own code.')}</p>}
      <ol class="frames">
        {shown.map((index, position) => {
          const frame = frames[index];
          return (
            frame && <FrameItem key={position} {...{ of, index, frame }} isSite={index === site} />
          );
        })}
        {createdBy !== undefined && frames[createdBy] && (
          <FrameItem
            of={of}
            index={createdBy}
            frame={frames[createdBy]}
            isCreator
            isInferred={createdByInferred ?? false}
          />
        )}
      </ol>
    </div>
  );
}

interface FrameItemProps {
  readonly of: 'current' | 'comparison';
  readonly index: number;
  readonly frame: WireFrame;
  readonly isSite?: boolean;
  readonly isCreator?: boolean;
  /** The creator was concluded, not printed. */
  readonly isInferred?: boolean;
}

function FrameItem({ of, index, frame, isSite, isCreator, isInferred }: FrameItemProps) {
  const name = shortFunction(frame.func);
  const prefix = isCreator ? t('created by {0}', name) : name;
  return (
    <li>
      <FrameLink of={of} index={index} frame={frame} class={isSite ? 'frame site' : 'frame'}>
        <Icon name={origins[frame.origin].icon} />
        <span class="frame-name">{isInferred ? t('{0} (inferred)', prefix) : prefix}</span>
        <span class="frame-place">{shortPlace(frame)}</span>
        {isSite && <span class="badge">{t('Blocking frame')}</span>}
      </FrameLink>
    </li>
  );
}

export const origins: Readonly<
  Record<WireFrame['origin'], { readonly icon: IconName; readonly word: PanelString }>
> = {
  own: { icon: 'file-code', word: 'own code' },
  dependency: { icon: 'package', word: 'dependency' },
  std: { icon: 'library', word: 'Go standard library' },
  unknown: { icon: 'file', word: 'unknown origin' },
};

interface FrameLinkProps {
  readonly of: 'current' | 'comparison';
  readonly index: number;
  readonly frame: WireFrame;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A button that asks the host to open a frame. */
export function FrameLink({ of, index, frame, class: className, children }: FrameLinkProps) {
  const place = fullPlace(frame);
  return (
    <button
      class={className ?? 'link'}
      title={`${visible(frame.func)}\n${place}\n${t(origins[frame.origin].word)}`}
      onClick={event => {
        event.stopPropagation();
        post({ type: 'openFrame', of, frame: index });
      }}
    >
      {children}
    </button>
  );
}
