/** A function's package as an object in the object store that the server was started with. */
import type { FunctionCode } from '@aws-sdk/client-lambda';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Input from '@cloudscape-design/components/input';

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
  /** Empty: the latest one. */
  readonly version: string;
}

export const NO_OBJECT: ObjectPlace = { bucket: '', key: '', version: '' };

export function isNamed({ bucket, key }: ObjectPlace): boolean {
  return bucket !== '' && key !== '';
}

export function sourceOf({ bucket, key, version }: ObjectPlace): FunctionCode {
  return { S3Bucket: bucket, S3Key: key, ...(version === '' ? {} : { S3ObjectVersion: version }) };
}

export interface PackageObjectProps {
  readonly object: ObjectPlace;
  readonly onChange: (object: ObjectPlace) => void;
}

const FIELDS: readonly { readonly field: keyof ObjectPlace; readonly label: string; readonly hint: string }[] = [
  { field: 'bucket', label: 'Bucket', hint: 'my-deployments' },
  { field: 'key', label: 'Key', hint: 'functions/my-function.zip' },
  { field: 'version', label: 'Object version - optional', hint: 'The latest one' },
];

export function PackageObject({ object, onChange }: PackageObjectProps) {
  return (
    <Grid gridDefinition={FIELDS.map(() => ({ colspan: { default: 12, s: 4 } }))}>
      {FIELDS.map(({ field, label, hint }) => (
        <FormField key={field} label={label}>
          <Input
            value={object[field]}
            placeholder={hint}
            onChange={({ detail }) => onChange({ ...object, [field]: detail.value })}
          />
        </FormField>
      ))}
    </Grid>
  );
}
