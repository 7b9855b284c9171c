import { describe, expect, test } from 'vitest';
import { offsetOf } from '../reader-config.ts';
import { type CsvFormat, csvItems } from './csv.ts';
import { bytesOf, itemsIn } from './reading.testing.ts';

const format = ({ headers, delimiter = ',' }: Partial<CsvFormat> = {}) => {
  const items = csvItems({ headers, delimiter });
  return (bytes: Parameters<typeof items>[0], from: Parameters<typeof offsetOf>[0]) => items(bytes, offsetOf(from));
};

describe('the items of CSV', () => {
  test('are the rows as recorded: missing columns are empty, those beyond the headers left out', async () => {
    const text = "Col1,Col2,Col3\nValue1,Value2,Value3\n,,,\ntrue,1,'HelloWorld'\nNull,None,\n   \n";
    expect(await itemsIn(format(), text)).toEqual([
      '{"Col1":"Value1","Col2":"Value2","Col3":"Value3"}',
      '{"Col1":"","Col2":"","Col3":""}',
      '{"Col1":"true","Col2":"1","Col3":"\'HelloWorld\'"}',
      '{"Col1":"Null","Col2":"None","Col3":""}',
      '{"Col1":"   ","Col2":"","Col3":""}',
    ]);
  });

  test('have their members in the order of a HashMap (recorded)', async () => {
    expect(await itemsIn(format(), '0,True,{}\n1,2,3')).toEqual(['{"0":"1","{}":"3","True":"2"}']);
  });

  test('take the headers that are given', async () => {
    expect(await itemsIn(format({ headers: ['H1'] }), 'a,b\nc\n')).toEqual(['{"H1":"a"}', '{"H1":"c"}']);
  });

  test('may be quoted: with delimiters, line ends and doubled quotes inside', async () => {
    const text = 'a,"b,1"\r\n"x,\r\ny","say ""hi"""\r\nin "quotes",""\r\n"tail" end,"not closed';
    expect(await itemsIn(format(), text)).toEqual([
      '{"a":"x,\\r\\ny","b,1":"say \\"hi\\""}',
      '{"a":"in \\"quotes\\"","b,1":""}',
      '{"a":"tail end","b,1":"not closed"}',
    ]);
  });

  test.each([
    ['|', 'a|b\n1|2,3'],
    [';', 'a;b\n1;2,3'],
    [' ', 'a b\n1 2,3'],
    ['\t', 'a\tb\n1\t2,3'],
  ])('are delimited by "%s"', async (delimiter, text) => {
    expect(await itemsIn(format({ delimiter }), text)).toEqual(['{"a":"1","b":"2,3"}']);
  });

  test('need neither a last line end nor rows, and no mark of the byte order', async () => {
    expect(await itemsIn(format(), '\ufeffä,b\n1,2')).toEqual(['{"b":"2","ä":"1"}']);
    expect(await itemsIn(format(), 'a,b\n')).toEqual([]);
    expect(await itemsIn(format(), '')).toEqual([]);
  });

  test('keep a column without a name, and one with any name', async () => {
    expect(await itemsIn(format(), 'a,,__proto__\n1,2,3\n')).toEqual(['{"":"2","a":"1","__proto__":"3"}']);
  });

  test.each<[readonly string[] | undefined, string, string]>([
    [['H1', 'H1'], 'a,b', 'CSV headers cannot contain duplicates.'],
    [undefined, 'a,a\n1,2', 'CSV headers cannot contain duplicates.'],
    [undefined, `${'x'.repeat(11_000)}\n1`, 'CSV headers cannot exceed 10 KiB.'],
  ])('%j over %.20s is refused', async (headers, text, message) => {
    const reading = async () => {
      for await (const _ of format({ headers })(bytesOf(text, 100), undefined));
    };
    await expect(reading()).rejects.toThrow(message);
  });
});
