/**
 * The page's policy for text that could become code (Content-Security-Policy: require-trusted-types-for). It lets through
 * what the AWS SDK needs to read IAM's XML answers, and refuses everything else.
 */
interface TrustedTypes {
  createPolicy(
    name: 'default',
    rules: { createHTML(text: string, type: string, sink: string): string | null },
  ): unknown;
}

export function permitOnlyXmlParsing(): void {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  trustedTypes?.createPolicy('default', {
    createHTML: (text, _type, sink) => (sink === 'DOMParser parseFromString' ? text : null),
  });
}
