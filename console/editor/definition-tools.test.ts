import { CompletionContext } from '@codemirror/autocomplete';
import { json } from '@codemirror/lang-json';
import { EditorState } from '@codemirror/state';
import { describe, expect, test } from 'vitest';
import { parseDefinition } from '../../src/asl/parse/parse-definition.ts';
import { completeDefinition } from './definition-completion.ts';
import { applyEdits } from './quick-fix.ts';
import { quickFixes } from './quick-fixes.ts';
import { nameProblem, renameState } from './rename-state.ts';

function stateOf(doc: string): EditorState {
  return EditorState.create({ doc, extensions: [json()] });
}

const DEFINITION = `{
  "StartAt": "First",
  "States": {
    "First": { "Type": "Choice", "Choices": [{ "Variable": "$.First", "StringEquals": "First", "Next": "Second" }], "Default": "First" },
    "Second": { "Type": "Pass", "Assign": { "price": 1, "name.$": "$.n" }, "Next": "First" }
  }
}`;

describe('renaming a state', () => {
  test('changes its definition and all that leads to it, and nothing that only looks like it', () => {
    const renamed = renameState(DEFINITION, 'First', 'Decide "now"');
    expect(JSON.parse(renamed)).toEqual({
      StartAt: 'Decide "now"',
      States: {
        'Decide "now"': {
          Type: 'Choice',
          Choices: [{ Variable: '$.First', StringEquals: 'First', Next: 'Second' }],
          Default: 'Decide "now"',
        },
        Second: { Type: 'Pass', Assign: { price: 1, 'name.$': '$.n' }, Next: 'Decide "now"' },
      },
    });
  });

  test('refuses a name that is taken', () => {
    expect(nameProblem(DEFINITION, 'First', 'Second')).toBe('There is a state of that name.');
    expect(nameProblem(DEFINITION, 'First', 'Third')).toBeUndefined();
  });
});

describe('quick fixes', () => {
  /** The titles of all fixes, and the text after the chosen one. */
  function fixed(definition: object, title?: string) {
    const text = JSON.stringify(definition, null, 2);
    const state = stateOf(text);
    const fixes = parseDefinition(text).diagnostics.flatMap(({ message, location }) =>
      quickFixes(state, { message, location: location ?? '' }),
    );
    const chosen = fixes.find((fix) => fix.title === title);
    return { titles: fixes.map((fix) => fix.title), result: chosen && JSON.parse(applyEdits(text, chosen.edits)) };
  }
  const pass = { Type: 'Pass', End: true };

  test('a target that is missing is changed to what was meant, or added', () => {
    const broken = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Secnd' }, Second: pass } };
    expect(fixed(broken).titles).toContain('Change it to "Second"');
    expect(fixed(broken, 'Change it to "Second"').result.States.A.Next).toBe('Second');
    expect(fixed(broken, 'Add the state "Secnd"').result.States.Secnd).toEqual(pass);
  });

  test('a state without an end gets one, a field that nothing knows goes', () => {
    expect(fixed({ StartAt: 'A', States: { A: { Type: 'Pass' } } }, 'Add "End": true').result.States.A).toEqual(pass);
    const foo = { StartAt: 'A', States: { A: { Type: 'Pass', End: true, Foo: { a: [1] } } } };
    expect(fixed(foo, 'Remove "Foo"').result.States.A).toEqual(pass);
  });

  test('a state that cannot be reached is removed, a type with a slip is put right', () => {
    const lonely = { StartAt: 'A', States: { A: pass, B: pass } };
    expect(fixed(lonely, 'Remove "B"').result.States).toEqual({ A: pass });
    const slip = { StartAt: 'A', States: { A: { Type: 'Pas', End: true } } };
    expect(fixed(slip, 'Change it to "Pass"').result.States.A).toEqual(pass);
  });
});

describe('completion', () => {
  const functions = [{ name: 'Charge', arn: 'arn:aws:lambda:us-east-1:0:function:Charge' }];
  /** What is offered where the mark stands. */
  function offered(marked: string): readonly string[] {
    const state = stateOf(marked.replace('|', ''));
    const context = new CompletionContext(state, marked.indexOf('|'), true);
    return completeDefinition(() => functions)(context)?.options.map(({ label }) => label) ?? [];
  }
  const withState = (fields: string) => `{"States": {"A": {"Type": "Task", "Assign": {"price": 1}, ${fields}}}}`;

  test('of fields offers those of the type that are not there yet', () => {
    const fields = offered(withState('"Re|"'));
    expect(fields).toContain('Retry');
    expect(fields).not.toContain('Type');
    expect(fields).not.toContain('Choices');
  });

  test('of paths offers the context object, variables and intrinsic functions', () => {
    const paths = offered(withState('"InputPath": "$|"'));
    expect(paths).toEqual(expect.arrayContaining(['$', '$price', '$$.Execution.Id', 'States.Format(']));
  });

  test('of JSONata offers variables, functions and $states, only between its brackets', () => {
    expect(offered(withState('"Output": "{% $su|"'))).toEqual(
      expect.arrayContaining(['$price', '$sum(', '$states.input']),
    );
    expect(offered(withState('"Output": "{% 1 %} $|"'))).not.toContain('$sum(');
  });

  test('of names offers states, functions and errors', () => {
    expect(offered(withState('"Next": "|"'))).toEqual(['A']);
    expect(offered(withState('"Resource": "|"'))).toEqual(['Charge']);
    expect(offered(withState('"Catch": [{"ErrorEquals": ["|"]}]'))).toContain('States.ALL');
  });
});
