/** A function's package as a file of the visitor's. */
import FileUpload from '@cloudscape-design/components/file-upload';
import FormField from '@cloudscape-design/components/form-field';

export interface PackageUploadProps {
  readonly files: readonly File[];
  readonly onChange: (files: readonly File[]) => void;
}

export function PackageUpload({ files, onChange }: PackageUploadProps) {
  return (
    <FormField label="Function package" description="A .zip file with the function’s files; it replaces what is there.">
      <FileUpload
        accept=".zip"
        value={[...files]}
        onChange={({ detail }) => onChange(detail.value)}
        i18nStrings={{
          uploadButtonText: () => 'Choose file',
          dropzoneText: () => 'Drop the file here',
          removeFileAriaLabel: () => 'Remove file',
          limitShowFewer: 'Show fewer',
          limitShowMore: 'Show more',
          errorIconAriaLabel: 'Error',
        }}
      />
    </FormField>
  );
}
