/** The runtimes a function may be given here, and what its first file looks like. */

export interface RuntimeChoice {
  readonly id: string;
  readonly label: string;
  readonly language: 'javascript' | 'python' | 'other';
  readonly isLegacy?: boolean;
}

export const RUNTIMES: readonly RuntimeChoice[] = [
  { id: 'nodejs24.x', label: 'Node.js 24.x', language: 'javascript' },
  { id: 'nodejs22.x', label: 'Node.js 22.x', language: 'javascript' },
  { id: 'nodejs20.x', label: 'Node.js 20.x', language: 'javascript' },
  { id: 'nodejs18.x', label: 'Node.js 18.x', language: 'javascript' },
  { id: 'nodejs10.x', label: 'Node.js 10.x', language: 'javascript', isLegacy: true },
  { id: 'nodejs8.10', label: 'Node.js 8.10', language: 'javascript', isLegacy: true },
  { id: 'nodejs6.10', label: 'Node.js 6.10', language: 'javascript', isLegacy: true },
  { id: 'nodejs4.3', label: 'Node.js 4.3', language: 'javascript', isLegacy: true },
];

export interface FirstFile {
  readonly path: string;
  readonly handler: string;
  readonly text: string;
}

/** Old runtimes know callbacks only; the newer ones are taught with async functions. */
export function firstFileOf({ isLegacy = false }: RuntimeChoice): FirstFile {
  if (isLegacy) return { path: 'index.js', handler: 'index.handler', text: CALLBACK_HANDLER };
  return { path: 'index.mjs', handler: 'index.handler', text: ASYNC_HANDLER };
}

const CALLBACK_HANDLER = `exports.handler = (event, context, callback) => {
  // What the function does goes here
  callback(null, 'Hello from Lambda');
};
`;

const ASYNC_HANDLER = `export const handler = async (event) => {
  // What the function does goes here
  return { statusCode: 200, body: JSON.stringify('Hello from Lambda!') };
};
`;
