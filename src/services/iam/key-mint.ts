/** The port to what makes access keys: an id, and the secret that follows from it. */
export interface KeyMint {
  mint(prefix: 'AKIA', account: string): { readonly accessKeyId: string; readonly secretAccessKey: string };
  secretOf(accessKeyId: string): string;
}
