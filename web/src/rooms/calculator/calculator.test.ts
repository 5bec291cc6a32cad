import { describe, expect, it } from 'vitest'
import { classColour } from '@/domain/figures/grades'
import { badness, notesOf, partsOf, type Answer } from './answer'
import { draftOf, editionOn, fieldOf, linesOf, listOf, needsDay, questionOf, type Topic, type TopicField } from './question'

const field = (given: Partial<TopicField>): TopicField => ({ name: 'x', title: '', title_en: '', unit: '', kind: 'number', required: false, option: false, choices: [], help: '', ...given })
const topic = (given: Partial<Topic>): Topic => ({ id: 'surface_water', title: '地表水类别', title_en: '', group: 'water', standard: 'GB 3838', editions: [], fields: [], any_item: false, example: '{}', ...given })
const water = topic({ any_item: true, fields: [field({ name: 'water_body', kind: 'choice', option: true, choices: ['river', 'lake'] }), field({ name: 'drinking_source', kind: 'yes_no', option: true })] })
const draft = (values: Record<string, string>, items: [string, string][] = [], on = '') => ({ on, values, items: items.map(([name, value]) => ({ name, value })) })

describe('a question', () => {
  it('keeps digits as they were written, and puts options beside the inputs', () => {
    expect(questionOf(water, draft({ water_body: 'river', drinking_source: 'true' }, [['pH', '7.80'], ['砷', '0.0003L'], ['', '4'], ['DO', ' ']], '2026-05-01'))).toEqual({ topic: 'surface_water', on: '2026-05-01', water_body: 'river', drinking_source: true, inputs: { pH: '7.80', 砷: '0.0003L' } })
  })
  it('says nothing of what was left empty, rather than an empty choice', () => {
    expect(questionOf(water, draft({ water_body: '' }))).toEqual({ topic: 'surface_water', inputs: {} })
  })
  it('goes into the form and out again unchanged', () => {
    const line = { topic: 'surface_water', on: '2026-05-01', water_body: 'lake', inputs: { 'NH3-N': '0.42', TP: ['0.1', null, '0.2'] } }
    expect(questionOf(water, draftOf(water, line))).toEqual(line)
  })
  it('drops what the topic knows no field for where there are no free items', () => {
    expect(draftOf(topic({ fields: [field({ name: 'AQI' })] }), { topic: 'aqi_level', inputs: { AQI: 101, foo: 1 } })).toEqual({ on: '', values: { AQI: '101' }, items: [] })
  })
  it('reads lists with gaps, and columns that were pasted', () => {
    expect(listOf('35, 41, -, 28')).toEqual(['35', '41', null, '28'])
    expect(listOf('52.1\n54.8\n')).toEqual(['52.1', '54.8'])
    expect(listOf('1,,3')).toEqual(['1', null, '3'])
    expect(listOf('  ')).toEqual([])
  })
  it('knows the edition of a day, on the last day of the old one and the first of the new', () => {
    const aqi = topic({ editions: [{ id: 'a', number: 'HJ 633-2012', from: '2016-01-01', to: '2026-02-28' }, { id: 'b', number: 'HJ 633-2026', from: '2026-03-01', to: null }] })
    expect([editionOn(aqi, '2026-02-28')?.id, editionOn(aqi, '2026-03-01')?.id, editionOn(aqi, '2015-12-31')?.id, editionOn(aqi, '')?.id]).toEqual(['a', 'b', undefined, undefined])
    expect([needsDay(aqi), needsDay(water)]).toEqual([true, false])
  })
  it('finds the field that a refusal names', () => {
    expect([fieldOf('inputs.day'), fieldOf('on'), fieldOf('GB 3838-2002, inputs.foo'), fieldOf('')]).toEqual(['day', 'on', 'foo', ''])
  })
  it('reads lines, an array, or the object that a face is sent', () => {
    expect(linesOf('{"topic":"a"}\n\n{"topic":"b"}\nnonsense').map((one) => [one.number, one.question?.topic])).toEqual([[1, 'a'], [3, 'b'], [4, undefined]])
    expect(linesOf('[{"topic":"a"},3]').map((one) => one.question?.topic)).toEqual(['a', undefined])
    expect(linesOf('{"questions":[{"topic":"a"}]}')).toHaveLength(1)
    expect(linesOf(' ')).toEqual([])
  })
})

describe('an answer', () => {
  const parts = (result: Record<string, unknown>) => partsOf({ result } as Answer)
  it('says the class big, each item once, and names what was not given', () => {
    const one = parts({ class: 'III', class_zh: 'Ⅲ', per_item: { pH: 'I', TP: 'III' }, times_over: { TP: 0.5 }, complete: false, missing: ['铜'], main: [] })
    expect(one.head).toMatchObject({ text: 'Ⅲ', colour: classColour('Ⅲ') })
    expect(one.tables[0]).toMatchObject({ rows: [['pH', 'Ⅰ', '—'], ['TP', 'Ⅲ', '0.5']], bad: [false, true] })
    expect(one.lists).toEqual([{ key: 'missing', title: '未给的应评项目', items: ['铜'] }])
    expect(one.facts.find((fact) => fact.key === 'complete')).toMatchObject({ text: '否', bad: true })
  })
  it('says an index with its grade beside, in the colour of the server', () => {
    expect(parts({ tli: 49.8, grade: '中营养', colour: '#00a000' }).head).toMatchObject({ text: '49.8', sub: '中营养', colour: '#00a000' })
  })
  it('marks what is exceeded in a table, and leaves out columns that say nothing', () => {
    const [table] = parts({ result: '超筛选值', items: [{ name: '苯', over: 'screening', times_over: 4.2, note: null }, { name: '砷', over: 'none', times_over: null, note: null }] }).tables
    expect(table?.columns).toHaveLength(3)
    expect(table?.bad).toEqual([true, false])
  })
  it('never shows a number for what was not judged', () => {
    expect(parts({ share: null, result: 'not_judged' }).facts.some((fact) => fact.text === '0')).toBe(false)
    expect(partsOf({ error: { code: 'x', detail: '', where: '', mend: '' } } as Answer).head).toBeNull()
  })
  it('tells met from exceeded, and says neither of other words', () => {
    expect([badness('met', false), badness('exceeded', true), badness('result', 'ok'), badness('class', '良'), badness('significant', true)]).toEqual([true, true, false, null, null])
  })
  it('says notes once, those of numbers from memory apart', () => {
    expect(notesOf({ notes: ['a', 'a', 'HJ 1 4：数值凭记忆录入，待核对 / numbers from memory'] } as Answer)).toEqual({ plain: ['a'], unsure: ['HJ 1 4：数值凭记忆录入，待核对 / numbers from memory'] })
  })
})
