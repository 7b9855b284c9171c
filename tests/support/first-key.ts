/** The administrator's key that a server in strict mode shows when it first starts. */

export interface FirstKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export function firstKeyOf(greeting: string): FirstKey {
  const exported = (variable: string) => new RegExp(`^export ${variable}=(\\S+)$`, 'm').exec(greeting)?.[1] ?? '';
  return { accessKeyId: exported('AWS_ACCESS_KEY_ID'), secretAccessKey: exported('AWS_SECRET_ACCESS_KEY') };
}
