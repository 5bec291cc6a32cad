// What the measurements come to: months against their limits, why they are so, and how they compare.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { as, closeBrowser, eventually, openBrowser } from './browser.mjs'

before(openBrowser)
after(closeBrowser)

const words = (page, selector) => page.locator(selector).first().innerText()
const figures_ms = 180_000 // a demonstration district computes its years after it has begun to answer
/// The newest figure of a kind that fits, once there is one.
async function figureOf(person, query, fits = () => true) {
  return eventually(`a figure of ${query}`, async () => ((await person.json(`/figures?${query}&limit=1000&detail=true`)).items ?? []).find(fits), figures_ms)
}
const judged = (one) => one.result !== 'cannot_judge'
const at = (tab, one, more = '') => `/air?tab=${tab}&object=${encodeURIComponent(one.object)}&span=${one.span}${more}`

/// Opens the first shut node beneath the one last opened until a frame or a record is named.
async function openDown(page) {
  for (let step = 0; step < 14; ++step) {
    const end = page.locator('.tree .lead', { hasText: /原始报文|台账记录/ })
    if (await end.count()) return end.first()
    const shut = page.locator('.tree [data-why][aria-expanded=false]')
    const before = await page.locator('.tree .node').count()
    const open = await page.locator('.tree [data-why][aria-expanded=true]').count()
    // The last node that was opened holds the first shut ones beneath it.
    const next = await shut.evaluateAll((all) => all.map((one) => { let depth = 0; for (let up = one; up; up = up.parentElement) if (up.classList?.contains('under')) ++depth; return depth }))
    assert.ok(next.length, 'the tree ends before a frame or a record')
    await shut.nth(next.indexOf(Math.max(...next))).click()
    await eventually('a node opens', async () => (await page.locator('.tree .node').count()) !== before || (await page.locator('.tree [data-why][aria-expanded=true]').count()) !== open || (await shut.count()) < next.length)
    await page.waitForFunction(() => !document.querySelector('.tree [role=status]'))
  }
  assert.fail('fourteen steps did not lead to a frame or a record')
}

describe('空气质量评价', () => {
  it('shows a month with its index, limits and shares, and leads by why to what was measured', async () => {
    await as('monitor', { width: 1440 }, async (person, page) => {
      const month = await figureOf(person, 'kind=air_period&form=month', (one) => judged(one) && one.object.startsWith('point/') && one.detail.composite)
      await person.go(at('periods', month))
      await page.locator('.headline .grade.big').waitFor()
      assert.equal((await words(page, '.headline .grade.big b')).trim(), month.value)
      assert.match(await words(page, '.headline .foot'), /有效[\s\S]*%/, 'the valid share is said')
      assert.match(await words(page, '.headline .foot'), /HJ|GB/, 'the edition is said')
      await page.locator('h2', { hasText: '六项污染物与限值' }).waitFor()
      await person.shot('air-periods-1440')
      await page.locator('.headline .why.link').click()
      await page.locator('.tree .node').first().waitFor()
      const end = await openDown(page)
      await person.shot('why-1440')
      assert.match(await page.locator('.why-drawer a[href*="/why/sheet"]').getAttribute('href'), /ref=/)
      await end.click()
      await page.locator('.frame-drawer .bytes, main h1').first().waitFor()
    })
  })
  it('keeps a sheet to print that needs no scripts', async () => {
    await as('monitor', { width: 1440 }, async (person) => {
      const month = await figureOf(person, 'kind=air_period&form=month', judged)
      const sheet = await person.context.request.get(`${process.env.BIYUN_ADDRESS}/api/v1/why/sheet?ref=figure/${month.id}&depth=4`)
      assert.equal(sheet.status(), 200)
      const text = await sheet.text()
      assert.doesNotMatch(text, /<script/)
      assert.match(text, new RegExp(month.value.replace('.', '\\.')))
    })
  })
  it('has a calendar that is walked by keys, and a day opens to why', async () => {
    await as('leader', { width: 1440 }, async (person, page) => {
      const day = await figureOf(person, 'kind=air_day&form=day', judged)
      await person.go(`/air?tab=calendar&object=${encodeURIComponent(day.object)}&cal=${day.span.slice(0, 7)}`)
      await page.locator(`[data-day="${day.span}"]`).waitFor()
      await page.locator('[data-day][tabindex="0"]').focus()
      const here = () => page.evaluate(() => document.activeElement?.getAttribute('data-day'))
      await page.keyboard.press('Home')
      assert.equal(await here(), `${day.span.slice(0, 7)}-01`)
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowRight')
      assert.equal(await here(), `${day.span.slice(0, 7)}-09`)
      await page.keyboard.press('PageUp')
      await eventually('the month before is shown, and the focus is in it', async () => (await here()) !== null && (await here()) < day.span.slice(0, 7))
      await page.keyboard.press('PageDown')
      const cell = page.locator(`[data-day="${day.span}"]`)
      await cell.waitFor()
      assert.match(await cell.getAttribute('aria-label'), new RegExp(`${day.span} AQI ${day.value}`))
      await cell.focus()
      await page.keyboard.press('Enter')
      await page.locator('.tree .node').first().waitFor()
      await page.keyboard.press('Escape')
      await person.shot('air-calendar-1440')
    })
  })
  it('sets two periods side by side and says what became better or worse', async () => {
    await as('leader', { width: 1440 }, async (person, page) => {
      const now = await figureOf(person, 'kind=air_period&form=year', judged)
      const earlier = await figureOf(person, `kind=air_period&form=year&object=${now.object}`, (one) => judged(one) && one.span !== now.span)
      await person.go(`${at('compare', now)}&b=${earlier.span}`)
      await page.locator('.changes tbody tr').first().waitFor()
      const compared = await person.json(`/figures/compare?kind=air_period&object=${now.object}&a=${now.span}&b=${earlier.span}&edition_of=a`)
      if (await page.locator('.compare button', { hasText: '另有' }).count()) await page.locator('.compare button', { hasText: '另有' }).click()
      assert.equal(await page.locator('.changes tbody tr').count(), compared.changes.length)
      const better = compared.changes.filter((one) => one.better === true).length
      assert.equal(await page.locator('.changes .good').count(), better)
      await person.shot('air-compare-1440')
    })
  })
  it('ranks points, follows one over the months, and tries the rules of alerts', async () => {
    await as('leader', { width: 1440 }, async (person, page) => {
      const month = await figureOf(person, 'kind=air_period&form=month', (one) => judged(one) && one.object.startsWith('point/'))
      await person.go(`/air?tab=ranking&span=${month.span}`)
      await page.locator('.place', { hasText: /^1$/ }).first().waitFor()
      await person.go(at('trend', month))
      await page.locator('.trend canvas').first().waitFor()
      await page.locator('.trend button', { hasText: '表' }).click()
      await page.locator('.trend tbody tr').first().waitFor()
      await person.go('/air?tab=alerts&day=2026-11-26')
      await page.locator('input[name=aqi]').fill('210, 220, 180')
      await page.locator('.try button').click()
      await page.locator('.tree .node').first().waitFor()
      await person.shot('air-alerts-1440')
    })
  })
})

describe('地表水与水源地', () => {
  it('keep a month that failed in sight, and open it to its samples', async () => {
    await as('leader', { width: 1440, dark: true }, async (person, page) => {
      const month = await figureOf(person, 'kind=water_section&form=month', (one) => judged(one) && one.detail.target && !one.detail.target.met)
      await person.go(`/water?view=matrix&span=${month.span.slice(0, 4)}`)
      const cell = page.locator('.matrix button.failed').first()
      await cell.waitFor()
      await person.shot('water-matrix-1440-dark')
      await cell.focus()
      await page.keyboard.press('Enter')
      await page.locator('.tree .node').first().waitFor()
      assert.equal((await words(page, '.why-drawer .origin')).trim(), { invented: '虚构', simulated: '模拟' }[month.origin], 'whose data it is made of')
      const quiet = page.locator('.tree .note span', { hasText: '以P计' }).first()
      await quiet.waitFor()
      assert.doesNotMatch(await quiet.getAttribute('class') ?? '', /warn/, 'what only explains does not warn')
      await openDown(page)
      await page.keyboard.press('Escape')
      await person.go(`/water/${month.object}?span=${month.span}`)
      await page.locator('.items tbody tr').first().waitFor()
      assert.match(await words(page, '.headline'), /未达目标/)
      await person.shot('section-1440-dark')
    })
  })
  it('judge a source twice, side by side', async () => {
    await as('leader', { width: 1440 }, async (person, page) => {
      const source = await figureOf(person, 'kind=water_source', (one) => judged(one) && one.detail.plain)
      await person.go(`/sources/${source.object}?span=${source.span}`)
      await page.locator('[data-side=plain] .grade').waitFor()
      assert.equal((await words(page, '[data-side=plain] .grade b')).trim(), source.detail.plain.class)
      assert.equal(await page.locator('[data-side=exempt]').count(), 1)
      await person.shot('source-1440')
    })
  })
})

describe('evaluations on a phone', () => {
  it('never scroll sideways, and why fits', async () => {
    await as('leader', { width: 390 }, async (person, page) => {
      const month = await figureOf(person, 'kind=air_period&form=month', (one) => judged(one) && one.detail.composite)
      const places = { periods: at('periods', month), calendar: '/air?tab=calendar', ranking: '/air?tab=ranking', trend: at('trend', month), compare: at('compare', month), events: at('events', month), alerts: '/air?tab=alerts', water: '/water', matrix: '/water?view=matrix', rivers: '/water?tab=rivers', cwqi: '/water?tab=cwqi', sources: '/sources', wells: '/sources?tab=wells' }
      for (const [name, place] of Object.entries(places)) {
        await person.go(place)
        assert.equal(await page.locator('main .pane[role=alert]').count(), 0, `${name} failed`)
        assert.equal(await person.scrollsSideways(), 0, `${name} is wider than the phone`)
        await person.shot(`${name}-390`)
      }
      await person.go(places.periods)
      await page.locator('.headline .why.link').click()
      await page.locator('.tree .node').first().waitFor()
      assert.equal(await person.scrollsSideways(), 0)
      await person.shot('why-390')
    })
  })
})

describe('a guest', () => {
  it('reads what is public of air and water, and is offered nothing else', async () => {
    await as('guest', { width: 1440 }, async (person, page) => {
      for (const place of ['/air?tab=periods', '/water', '/sources']) {
        await person.go(place)
        assert.equal(await page.locator('main .pane[role=alert]').count(), 0, place)
      }
      const { kinds } = await person.json('/figures/kinds')
      const tabs = await page.locator('[role=tab]').allInnerTexts()
      assert.equal(tabs.some((text) => text.includes('监测井')), kinds.some((one) => one.id === 'groundwater_well'))
    })
  })
})
