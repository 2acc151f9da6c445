import { expect, test } from '@jest/globals';
import { failedSuites, slowestFirst, suiteTimes } from './suite-times.ts';

const report = {
  testResults: [
    { name: '/repo/libs/db/src/database.test.ts', startTime: 1_000, endTime: 4_250 },
    { name: '/repo/apps/api/src/wall.test.ts', startTime: 2_000, endTime: 64_000 },
    { name: '/repo/apps/api/src/http/pages.test.ts', startTime: 2_000, endTime: 5_250 },
  ],
};

test('a report of Jest says how long each test file took', () => {
  expect(suiteTimes(report, '/repo')).toEqual([
    { file: 'libs/db/src/database.test.ts', seconds: 3.25 },
    { file: 'apps/api/src/wall.test.ts', seconds: 62 },
    { file: 'apps/api/src/http/pages.test.ts', seconds: 3.25 },
  ]);
});

test('the slowest file comes first; files that took the same follow their names', () => {
  expect(slowestFirst(suiteTimes(report, '/repo'))).toEqual([
    '   62.0 s  apps/api/src/wall.test.ts',
    '    3.3 s  apps/api/src/http/pages.test.ts',
    '    3.3 s  libs/db/src/database.test.ts',
  ]);
});

test('a file that never started took no time', () => {
  const testResults = [{ name: '/repo/a.test.ts', startTime: 5_000, endTime: 0 }];
  expect(suiteTimes({ testResults }, '/repo')).toEqual([{ file: 'a.test.ts', seconds: 0 }]);
});

test('what failed is repeated file by file, without colours and not at length', () => {
  const times = { startTime: 0, endTime: 1 };
  const testResults = [
    { ...times, name: '/repo/good.test.ts', status: 'passed', message: '' },
    {
      ...times,
      name: '/repo/bad.test.ts',
      status: 'failed',
      message: '\u001b[31mExpected: 3\u001b[39m\nReceived: 2\nat',
    },
  ];
  expect(failedSuites({ testResults }, '/repo', 2)).toEqual(['bad.test.ts\nExpected: 3\nReceived: 2']);
});
