import { expect, it } from 'vitest'
import type { Figure } from '@/domain/figures/figure'
import { byClass, differs, sourceMeasures, versionOf } from './measures'

const well = (plain: object, exempt: object | null, more: object = {}) => ({ result: 'exceeded', rank: 5, value: 'Ⅴ', detail: { plain, exempt, items: [], ...more } }) as unknown as Figure
const five = well({ class: 'Ⅴ', rank: 5, met: false }, { class: 'Ⅲ', rank: 3, met: true, background: { version: '2023-1' } })
const same = well({ class: 'Ⅳ', rank: 4, met: false }, { class: 'Ⅳ', rank: 4, met: false })

it('counts wells by class in both ways; one without a second verdict keeps its first', () => {
  const plain_only = well({ class: 'Ⅴ', rank: 5, met: false }, null)
  expect(byClass([five, same, plain_only], false)).toEqual({ Ⅴ: 2, Ⅳ: 1 })
  expect(byClass([five, same, plain_only], true)).toEqual({ Ⅲ: 1, Ⅳ: 1, Ⅴ: 1 })
  expect(byClass([{ ...five, result: 'cannot_judge' }], false)).toEqual({})
})
it('says where the two verdicts differ, and on which evidence', () => {
  expect([differs(five), differs(same)]).toEqual([true, false])
  expect([versionOf(five), versionOf(same), versionOf(well({}, null, { used: [{ version: '2024-2' }] }))]).toEqual(['2023-1', '', '2024-2'])
})
it('ranks by either verdict', () => {
  const [plain, exempt] = sourceMeasures([five])
  expect([plain?.of(five), exempt?.of(five), exempt?.text?.(five)]).toEqual([5, 3, 'Ⅲ'])
})
