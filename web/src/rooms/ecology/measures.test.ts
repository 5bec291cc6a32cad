import { expect, it } from 'vitest'
import type { Figure } from '@/domain/figures/figure'
import { ecologyMeasures, signed } from './measures'

it('follows the index and its parts; of an inverse part less is better', () => {
  const one = { kind: 'ecology_eqi', number: 53.48, value: '53.48', result: 'ok', detail: { parts: [{ name: '生态格局', value: 49.7, weight: 0.36, part: 17.9 }, { name: '生态胁迫', value: 28.9, weight: 0.1, part: 7.1, inverse: true }] } } as unknown as Figure
  const measures = ecologyMeasures([one])
  expect(measures.map((each) => [each.key, each.greaterIsWorse, each.of(one)])).toEqual([['headline', false, 53.48], ['part:生态格局', false, 49.7], ['part:生态胁迫', true, 28.9]])
  expect(measures[0]?.title).toBe('EQI')
})
it('writes a sign before what changed', () => {
  expect([signed(0.2), signed(-1.5), signed(0)]).toEqual(['+0.2', '−1.5', '0'])
})
