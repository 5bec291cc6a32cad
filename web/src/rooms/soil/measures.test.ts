import { expect, it } from 'vitest'
import type { Figure } from '@/domain/figures/figure'
import { locale } from '@/kit/i18n'
import { byClass, fitOf, kindOf, letterOf, overItems, overName, roseMost, soilMeasures, supplyOf, worstItem } from './measures'

const figure = (given: Partial<Figure>): Figure => ({ id: 1, kind: 'soil_point', object: 'record/soil_point/1', object_name: '', object_name_en: '', origin: 'invented', span: '2026', form: 'year', from: '2026-01-01', to: '2026-12-31', result: 'ok', number: 1, value: '优先保护类', unit: '', rank: 1, grade: '优先保护类', grade_en: '', colour: '', valid_share: 1, standard: '', clause: '', edition: '', digest: '', provisional: false, revision: 1, computed_at: null, ...given })
const item = (name: string, pi: number | null, over = 'none') => ({ name, value: 1, screening: 1, control: 2, pi, over })

it('tells points, units and plots by what they are records of', () => {
  expect([kindOf('record/soil_point/3'), kindOf('record/farmland_unit/3'), kindOf('record/contaminated_plot/3')]).toEqual(['soil_point', 'farmland_unit', 'plot'])
})
it('draws classes in the colour that the server gives, names them as they are read, and has a short sign for each', () => {
  expect(byClass([figure({ colour: '#123456', grade_en: 'priority protection' }), figure({ value: '超管制值', rank: 3 })])).toMatchObject({ 优先保护类: { colour: '#123456', title: '优先保护类' }, 超管制值: { colour: '' } })
  locale.value = 'en'
  expect(byClass([figure({ grade_en: 'priority protection' })])).toMatchObject({ 优先保护类: { title: 'priority protection' } })
  locale.value = 'zh'
  expect(letterOf(figure({ value: '超管制值' }))).toBe('管')
})
it('says not known where it is not known what a plot is fit for or whether it may be supplied', () => {
  expect([fitOf({}), fitOf({ fit_for: '1' }), fitOf({ fit_for: '' })]).toEqual(['—', '第一类用地、第二类用地', '两类用地都不满足'])
  expect([supplyOf({}), supplyOf({ may_supply: null }), supplyOf({ may_supply: false })].map((one) => one.look)).toEqual(['muted', 'muted', 'bad'])
})
it('finds the worst item and those above a value', () => {
  const one = figure({ detail: { items: [item('镉', 0.4), item('砷', 1.1, 'screening'), item('铬', null)] } })
  expect(worstItem(one)?.name).toBe('砷')
  expect(overItems(one).map((each) => each.name)).toEqual(['砷'])
  expect(worstItem(figure({}))).toBeNull()
})
it('takes what is above screening but within the background for no exceedance', () => {
  expect(overItems(figure({ detail: { items: [item('砷', 1.07, 'background')] } }))).toEqual([])
  expect([overName('background'), overName('none'), overName('control')]).toEqual(['超筛选值，未超本底', '未超', '超管制值'])
})
it('names what rose most since the round before, and nothing where all fell', () => {
  const change = (percents: (number | null)[]) => ({ from: '2023-10-14', items: percents.map((percent, i) => ({ name: String(i), before: 1, now: 1, percent })) })
  expect(roseMost(change([-3, 20, 57.1]))).toEqual({ name: '2', percent: 57.1 })
  expect(roseMost(change([-3, null, 0]))).toBeNull()
  expect(roseMost(null)).toBeNull()
})
it('counts classes without what could not be judged', () => {
  expect(byClass([figure({}), figure({}), figure({ value: '严格管控类', rank: 3 }), figure({ value: '', result: 'cannot_judge' })])).toMatchObject({ 优先保护类: { n: 2 }, 严格管控类: { n: 1, rank: 3 } })
})
it('draws both values of an item as lines', () => {
  const one = figure({ detail: { items: [item('镉', 0.4)], nemerow: 0.3 } })
  const measures = soilMeasures([one])
  expect(measures.map((each) => each.key)).toEqual(['headline', 'nemerow', 'worst', 'item:镉'])
  expect(measures[3]?.lines?.([one, one]).map((line) => line.value)).toEqual([1, 2])
})
