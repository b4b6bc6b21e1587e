/** Sentences, numbers and times in the display language. The host tells it once with the first state. */
import type { PanelString } from './strings';

let strings: Readonly<Record<string, string>> = {};
let formats = formatsFor('en');

/** Takes the display language; an unknown locale falls back to English formats. */
export function setLanguage(locale: string, table: Readonly<Record<string, string>>): void {
  strings = table;
  formats = formatsFor(supported(locale)[0] ?? 'en');
}

/** The sentence in the display language, `{0}` … filled with `args`. */
export function t(key: PanelString, ...args: readonly (string | number)[]): string {
  const sentence = strings[key] ?? key;
  return sentence.replace(/\{(\d+)\}/g, (whole, index: string) =>
    String(args[Number(index)] ?? whole),
  );
}

/** `127,843` */
export function count(n: number): string {
  return formats.integer.format(n);
}

/** `+1,204`, `−12`, `0`. */
export function signed(n: number): string {
  return formats.signed.format(n);
}

/** A share in 0…1 as `99.8 %`; what is not everything never reads as 100 %. */
export function percent(share: number): string {
  if (share > 0.999 && share < 1) return formats.percent.format(Math.min(share, 0.999));
  if (share > 0 && share < 0.001) return `<${formats.percent.format(0.001)}`;
  return formats.percent.format(share);
}

/** Time of day with the date where it is not `today`'s; both in milliseconds since 1970. */
export function time(at: number, today: number): string {
  const sameDay = new Date(at).toDateString() === new Date(today).toDateString();
  return (sameDay ? formats.time : formats.dateTime).format(at);
}

export function dateTime(at: number): string {
  return formats.dateTime.format(at);
}

/** `1 goroutine`, `127,843 goroutines`, `at least …` where the input was cut. */
export function goroutines(n: number, truncated = false): string {
  if (truncated) return t('at least {0} goroutines', count(n));
  return n === 1 ? t('1 goroutine') : t('{0} goroutines', count(n));
}

function supported(locale: string): readonly string[] {
  try {
    return Intl.NumberFormat.supportedLocalesOf(locale);
  } catch {
    return [];
  }
}

function formatsFor(locale: string) {
  return {
    integer: new Intl.NumberFormat(locale),
    signed: new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' }),
    percent: new Intl.NumberFormat(locale, {
      style: 'percent',
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    }),
    time: new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' }),
    dateTime: new Intl.DateTimeFormat(locale, {
      dateStyle: 'short',
      timeStyle: 'medium',
      hourCycle: 'h23',
    }),
  };
}
