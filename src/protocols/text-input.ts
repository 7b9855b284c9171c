/** Scalars that arrive as text: path labels, query parameters, headers, form fields. */
import type { Shape } from '../base/shape.ts';

/** @returns undefined when the text is no value of the shape. */
export function scalarOfText(shape: Shape, text: string): unknown {
  switch (shape.type) {
    case 'integer':
      return /^[+-]?\d{1,19}$/.test(text.trim()) ? Number(text) : undefined;
    case 'double':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
    case 'boolean':
      return booleanOf(text);
    case 'timestamp':
      return timestampOf(text);
    case 'blob':
      return Buffer.from(text, 'base64');
    default:
      return text;
  }
}

function booleanOf(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

/** ISO 8601 or epoch seconds. */
function timestampOf(text: string): Date | undefined {
  const seconds = Number(text);
  const date = text.trim() !== '' && Number.isFinite(seconds) ? new Date(seconds * 1000) : new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
