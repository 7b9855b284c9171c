/** Tags: keys with values, added and taken away. */
import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Input from '@cloudscape-design/components/input';

export interface KeyValue {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
}

export interface TagsFieldProps {
  readonly tags: readonly KeyValue[];
  readonly onChange: (tags: readonly { readonly key: string; readonly value: string }[]) => void;
  /** What one entry is called. */
  readonly entry?: string;
}

export function TagsField({ tags, onChange, entry = 'tag' }: TagsFieldProps) {
  const whole = tags.map(({ key = '', value = '' }) => ({ key, value }));
  const replace = (index: number, changed: KeyValue) =>
    onChange(whole.map((tag, i) => (i === index ? { ...tag, ...definedOf(changed) } : tag)));
  return (
    <AttributeEditor
      items={whole}
      addButtonText={`Add ${entry}`}
      removeButtonText="Remove"
      removeButtonAriaLabel={({ key }) => `Remove ${entry} ${key}`}
      empty={`No ${entry}s.`}
      onAddButtonClick={() => onChange([...whole, { key: '', value: '' }])}
      onRemoveButtonClick={({ detail }) => onChange(whole.filter((_, i) => i !== detail.itemIndex))}
      definition={[
        {
          label: 'Key',
          control: ({ key }, i) => (
            <Input value={key} ariaLabel="Key" onChange={({ detail }) => replace(i, { key: detail.value })} />
          ),
        },
        {
          label: 'Value',
          control: ({ value }, i) => (
            <Input value={value} ariaLabel="Value" onChange={({ detail }) => replace(i, { value: detail.value })} />
          ),
        },
      ]}
    />
  );
}

function definedOf({ key, value }: KeyValue): { readonly key?: string; readonly value?: string } {
  return { ...(key === undefined ? {} : { key }), ...(value === undefined ? {} : { value }) };
}
