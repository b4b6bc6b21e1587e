/** The evidence of a finding as a sum: each signal with its points, and what the points mean. */
import type { WireFinding } from '../../protocol/lsp';
import { t } from '../l10n';
import { visible } from '../names';
import type { PanelString } from '../strings';

export function EvidenceTable({ evidence }: { readonly evidence: WireFinding['evidence'] }) {
  if (evidence.length === 0) return null;
  const counted = evidence.filter(({ points }) => points !== undefined);
  const sum = counted.reduce((total, { points = 0 }) => total + points, 0);
  return (
    <section>
      <h3>{t('Why')}</h3>
      <table class="evidence-table">
        <thead>
          <tr>
            <th scope="col">{t('Signal')}</th>
            <th scope="col">{t('Evidence')}</th>
            <th scope="col" class="number">
              {t('Points')}
            </th>
          </tr>
        </thead>
        <tbody>
          {evidence.map(({ kind, text, points }, index) => (
            <tr key={index}>
              <td>{signalWord(kind)}</td>
              <td>{visible(text)}</td>
              <td class="number">{points === undefined ? '' : signedPoints(points)}</td>
            </tr>
          ))}
        </tbody>
        {counted.length > 0 && (
          <tfoot>
            <tr>
              <td />
              <td>{t('Sum: likely from 70 on with a decisive signal, suspect from 35 on')}</td>
              <td class="number">{signedPoints(sum)}</td>
            </tr>
          </tfoot>
        )}
      </table>
    </section>
  );
}

const words: Readonly<Record<string, PanelString>> = {
  A: 'over captures',
  B: 'waiting time',
  C: 'operation',
  D: 'how many',
  E: 'where started',
  F: 'source',
  G: 'wakes up',
  H: 'known to rest',
  I: 'starters',
  J: 'other side',
  K: 'lock holder',
  idle: 'known to rest',
  library: 'library',
};

/** What a signal of the verdict model looks at; a proof is called one. */
function signalWord(kind: string): string {
  const word = kind.startsWith('P') ? 'proof' : words[kind];
  return word === undefined ? visible(kind) : t(word);
}

function signedPoints(points: number): string {
  return points > 0 ? t('+{0}', points) : String(points).replace('-', '\u2212');
}
