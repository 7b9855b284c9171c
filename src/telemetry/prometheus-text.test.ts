import { expect, test } from 'vitest';
import { Distribution } from './distribution.ts';
import { prometheusText } from './prometheus-text.ts';

test('each metric says what it is, and each sample what it is of', () => {
  const text = prometheusText([
    {
      name: 'a_total',
      help: 'What is counted',
      type: 'counter',
      samples: [{ value: 1 }, { labels: { machine: 'm', status: 'FAILED' }, value: 2.5 }],
    },
    { name: 'b', help: 'Nothing yet', type: 'gauge', samples: [] },
  ]);
  expect(text).toBe(
    '# HELP a_total What is counted\n# TYPE a_total counter\na_total 1\na_total{machine="m",status="FAILED"} 2.5\n' +
      '# HELP b Nothing yet\n# TYPE b gauge\n',
  );
});

test('labels are escaped, and values that are no numbers have their names', () => {
  const samples = [
    { labels: { name: 'a"b\\c\nd' }, value: Number.NaN },
    { value: Number.POSITIVE_INFINITY },
    { value: Number.NEGATIVE_INFINITY },
  ];
  const text = prometheusText([{ name: 'x', help: 'X', type: 'gauge', samples }]);
  expect(text.split('\n').slice(2, 5)).toEqual(['x{name="a\\"b\\\\c\\nd"} NaN', 'x +Inf', 'x -Inf']);
});

test('a distribution counts what is at or below each bound, and all', () => {
  const distribution = new Distribution([1, 10]);
  for (const value of [0.5, 1, 1.5, 10, 11]) distribution.observe(value);
  const text = prometheusText([{ name: 'd', help: 'D', type: 'histogram', samples: distribution.samples({ a: 'b' }) }]);
  expect(text.split('\n').slice(2, -1)).toEqual([
    'd_bucket{a="b",le="1"} 2',
    'd_bucket{a="b",le="10"} 4',
    'd_bucket{a="b",le="+Inf"} 5',
    'd_sum{a="b"} 24',
    'd_count{a="b"} 5',
  ]);
});
