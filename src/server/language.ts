/** Every sentence of the server goes through here. English is the key. */
import * as l10n from '@vscode/l10n';
import { formatText } from '../core/report/english';
import { rangeText } from '../core/report/spans';
import type { Text } from '../core/goroutine';

let locale = 'en';

/** `bundle`: path of the table of the display language, undefined for English. */
export function setLanguage(bundle: string | undefined, displayLocale: string): void {
  locale = displayLocale;
  if (bundle === undefined) return;
  try {
    l10n.config({ fsPath: bundle });
  } catch {
    // Without its table the server speaks English; nothing else depends on it.
  }
}

export function t(english: string, ...args: (string | number)[]): string {
  return l10n.t(english, ...args);
}

export function sentence(text: Text): string {
  return formatText(text, english => l10n.t(english), locale);
}

export function number(n: number): string {
  return n.toLocaleString(locale);
}

/** A count of goroutines: of a dump that was cut, only what is known at least. */
export function countOf(goroutines: number, cut: boolean): string {
  return cut ? t('at least {0}', number(goroutines)) : number(goroutines);
}

/** `12 min`, or `12–31 min`; from two hours on `40 min–18 h 39 min`. */
export function minutes(min: number, max = min): string {
  return sentence(rangeText(min, max));
}
