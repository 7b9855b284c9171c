/** An ARN with its copy button. */
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';

export function ArnText({ arn, label = 'ARN' }: { readonly arn: string; readonly label?: string }) {
  return (
    <CopyToClipboard
      variant="inline"
      textToCopy={arn}
      copyButtonAriaLabel={`Copy ${label}`}
      copySuccessText={`${label} copied`}
      copyErrorText={`${label} could not be copied`}
    />
  );
}
