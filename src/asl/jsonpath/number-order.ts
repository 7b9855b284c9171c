/** The order of JSON numbers by value, exact also where two of them are the same double. */
import type { JsonNumber } from '../../base/json.ts';

/** Negative when `a` is less, positive when it is greater, 0 when both are the same number (`1` and `1.00`). */
export function compareNumbers(a: number | JsonNumber, b: number | JsonNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  const [x, y] = [Number(a), Number(b)];
  // rounding to doubles keeps the order, so only a tie has to be looked into
  if (x !== y) return x < y ? -1 : 1;
  return compareDecimals(decimalOf(textOf(a)), decimalOf(textOf(b)));
}

function textOf(value: number | JsonNumber): string {
  return typeof value === 'number' ? String(value) : value.text;
}

/** 0.d1d2d3... x 10^exponent, without zeros at either end of the digits. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

function decimalOf(text: string): Decimal {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = (whole + fraction).replace(/^0+/, '');
  const lost = whole.length + fraction.length - all.length;
  const digits = all.replace(/0+$/, '');
  return { negative: sign === '-' && digits !== '', digits, exponent: Number(exponent) + whole.length - lost };
}

function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  const size = compareSizes(a, b);
  return a.negative ? -size : size;
}

function compareSizes(a: Decimal, b: Decimal): number {
  if (a.digits === '' || b.digits === '') return Number(a.digits !== '') - Number(b.digits !== '');
  if (a.exponent !== b.exponent) return a.exponent < b.exponent ? -1 : 1;
  return a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0;
}
