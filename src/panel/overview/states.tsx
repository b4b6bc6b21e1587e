/** Goroutines by state, as bars beside their numbers. */
import { count, goroutines, percent, t } from '../l10n';
import type { StateCount } from '../model';

interface StatesProps {
  readonly states: readonly StateCount[];
  readonly total: number;
  /** A click shows the clusters of that state. */
  readonly onState: (state: string) => void;
}

export function States({ states, total, onState }: StatesProps) {
  const largest = states[0]?.count ?? 1;
  return (
    <section class="card" aria-labelledby="states-title">
      <h2 id="states-title">{t('Goroutines by state')}</h2>
      <ul class="bars">
        {states.slice(0, shownStates).map(({ state, count: n }) => (
          <li key={state}>
            <button
              class="bar-row"
              aria-label={t('{0}: {1}, {2}', state, goroutines(n), percent(n / total))}
              onClick={() => onState(state)}
            >
              <span class="bar-name">{state}</span>
              <span class="bar-track">
                <span class="bar-fill" style={{ width: `${(100 * n) / largest}%` }} />
              </span>
              <span class="bar-count">{count(n)}</span>
              <span class="bar-share">{percent(n / Math.max(1, total))}</span>
            </button>
          </li>
        ))}
      </ul>
      {states.length > shownStates && (
        <p class="muted">{t('{0} more', states.length - shownStates)}</p>
      )}
    </section>
  );
}

/** The runtime has some forty wait reasons; a process shows a handful. */
const shownStates = 12;
