/** What went wrong for whoever typed the command: the message is one clear line, and no stack is shown. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}
