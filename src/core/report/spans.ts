/** Lengths of time for a person. Go prints minutes; nobody reads 1,119 of them as eighteen hours. */
import type { Minutes, Text } from '../goroutine';

export const spanTexts: Readonly<Record<string, string>> = {
  'span.minutes': '{0} min',
  'span.hours': '{0} h',
  'span.hours.minutes': '{0} h {1} min',
  'span.days': '{0} d',
  'span.days.hours': '{0} d {1} h',
  'span.minutes.range': '{0}–{1} min',
  'span.range': '{0}–{1}',
};

/** From here on minutes are told as hours. */
const hoursFrom = 2 * 60;

/** `47 min`, from two hours on `18 h 39 min`, from two days on `6 d 4 h`. Whole minutes of 0 or more. */
export function spanText(minutes: Minutes): Text {
  if (minutes < hoursFrom) return { id: 'span.minutes', args: [minutes] };
  const hours = Math.floor(minutes / 60);
  if (hours < 2 * 24) return twoUnits('span.hours', '.minutes', hours, minutes % 60);
  return twoUnits('span.days', '.hours', Math.floor(hours / 24), hours % 24);
}

/** `12 min`, `12–31 min`, from two hours on `40 min–18 h 39 min`. Whole minutes of 0 or more. */
export function rangeText(min: Minutes, max: Minutes): Text {
  if (min === max) return spanText(max);
  return max < hoursFrom
    ? { id: 'span.minutes.range', args: [min, max] }
    : { id: 'span.range', args: [spanText(min), spanText(max)] };
}

function twoUnits(id: string, smaller: string, large: number, small: number): Text {
  return small === 0 ? { id, args: [large] } : { id: id + smaller, args: [large, small] };
}
