// Noise, soil, ecology, the calculator, editions and laws, reports, and the months of outlets.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { as, closeBrowser, eventually, openBrowser } from './browser.mjs'

before(openBrowser)
after(closeBrowser)

const words = (page, selector) => page.locator(selector).first().innerText()
const figures_ms = 180_000 // a demonstration district computes its years after it has begun to answer
async function figureOf(person, query, fits = () => true) {
  return eventually(`a figure of ${query}`, async () => ((await person.json(`/figures?${query}&limit=1000&detail=true`)).items ?? []).find(fits), figures_ms)
}
const judged = (one) => one.result !== 'cannot_judge'
const answered = (page) => page.locator('.answer .said').waitFor()

describe('计算器', () => {
  it('fills in the example by one click, answers with class, items, basis and tree, and the address brings it back', async () => {
    await as('monitor', { width: 1440 }, async (person, page) => {
      await person.go('/calculator?topic=surface_water')
      await page.locator('.example').click()
      await page.locator('.go').click()
      await answered(page)
      assert.match(await words(page, '.answer .grade.big'), /Ⅲ/)
      assert.match(await words(page, '.answer .basis'), /GB 3838-2002/)
      assert.match(await words(page, '.answer .table-scroll'), /TP[\s\S]*Ⅲ/)
      assert.ok(await page.locator('.answer .tree .node').count() > 3, 'the tree is there')
      await person.shot('calculator-1440')
      const address = page.url()
      assert.match(address, /topic=surface_water&q=/)
      await page.goto(address)
      await answered(page)
      assert.match(await words(page, '.answer .grade.big'), /Ⅲ/)
      assert.equal(await page.locator('.items input.name').first().inputValue(), 'pH')
    })
  })
  it('refuses what cannot be measured, and says where', async () => {
    await as('leader', { width: 1440 }, async (person, page) => {
      await person.go('/calculator?topic=noise_zone')
      await page.locator('select[name=zone]').selectOption('2')
      await page.locator('input[name=day]').fill('-5')
      await page.keyboard.press('Control+Enter')
      await page.locator('.answer .refused').waitFor()
      assert.match(await words(page, '.answer .refused'), /不能判定[\s\S]*-5/)
      assert.equal(await page.locator('.answer .grade.big').count(), 0, 'no number is shown for it')
      await person.go('/calculator?topic=aqi_daily')
      await page.locator('.items input.name').first().fill('PM2.5_24h')
      await page.locator('.items input:not(.name)').first().fill('75')
      await page.locator('.go').click()
      await page.locator('.answer .refused').waitFor()
      assert.equal(await page.locator('input[name=on]').getAttribute('aria-invalid'), 'true', 'the day is marked')
      // The day chooses the edition: the same number is another index.
      const index = async (day) => {
        await page.locator('input[name=on]').fill(day)
        await page.locator('.go').click()
        await eventually('an answer', async () => page.url().includes(day) && (await page.locator('.answer .grade.big').count()))
        return words(page, '.answer .grade.big b')
      }
      assert.notEqual(await index('2026-02-28'), await index('2026-03-01'))
    })
  })
  it('checks worked cases, and answers lines', async () => {
    await as('monitor', { width: 1440 }, async (person, page) => {
      await person.go('/calculator?tab=cases')
      await page.locator('textarea').fill('id\ttopic\tstandard\tinputs\texpected\nA\t地表水类别\tGB 3838-2002\tpH=6;水体=河流\tclass=Ⅰ\nB\t地表水类别\tGB 3838-2002\tpH=5.9;水体=河流\tclass=Ⅰ\n')
      await page.locator('.text-file .go').click()
      await page.locator('table.cases').waitFor()
      assert.match(await words(page, 'table.cases'), /相符[\s\S]*不符[\s\S]*劣Ⅴ/)
      await person.go('/calculator?tab=lines')
      await page.locator('textarea').fill('{"topic":"tli","inputs":{"chla":12,"TP":0.045,"TN":1.1,"SD":0.9,"CODMn":4.8}}\n{"topic":"surface_water","inputs":{}}\n')
      await page.locator('.text-file .go').click()
      await page.locator('table.lines').waitFor()
      assert.match(await words(page, 'table.lines'), /中营养[\s\S]*不能判定/)
      const [file] = await Promise.all([page.waitForEvent('download'), page.locator('button', { hasText: '下载结果' }).click()])
      assert.equal(file.suggestedFilename(), 'answers.jsonl')
    })
  })
})

describe('标准与法规', () => {
  it('says plainly what was read, remembered and is to be entered, row by row', async () => {
    await as('monitor', { width: 1440 }, async (person, page) => {
      await person.go('/standards?tab=editions&show=to_file')
      await page.locator('td', { hasText: 'GB 14554-93' }).first().waitFor()
      assert.match(await words(page, '.sum'), /待录入 [1-9]/)
      await page.locator('button.link', { hasText: 'GB 14554-93' }).click()
      await page.locator('table.rows').waitFor()
      await page.getByLabel('证据').selectOption('to_file')
      await eventually('only rows to be entered', async () => (await page.locator('table.rows tbody tr').count()) === (await page.locator('table.rows tbody tr.to_file').count()))
      await person.shot('edition-1440')
    })
  })
  it('compares two editions, and names the code that replaced ten laws', async () => {
    await as('monitor', { width: 1440 }, async (person, page) => {
      await person.go('/standards?tab=compare')
      await page.locator('button', { hasText: 'HJ 663-2013 → HJ 663-2026' }).click()
      await eventually('the changes of the pair', async () => /HJ663-2026/.test(await words(page, 'table.changes thead')))
      assert.match(await words(page, 'table.changes tbody'), /改变|新增|去掉/)
      await person.go('/standards?tab=laws')
      assert.match(await words(page, '.laws article'), /生态环境法典[\s\S]*代替 10 部法律/)
      await person.go('/standards?tab=laws&on=2026-08-14')
      assert.match(await page.locator('.laws article').filter({ has: page.locator('h2', { hasText: '大气污染防治法' }) }).innerText(), /有效/, 'the day before, the old law holds')
    })
  })
})

describe('土壤、声环境、生态', () => {
  it('opens a soil figure by why down to a record', async () => {
    await as('officer', { width: 1440 }, async (person, page) => {
      const point = await figureOf(person, 'kind=soil_point&form=year', (one) => judged(one) && one.result === 'exceeded')
      await person.go(`/soil/${point.object}?span=${point.span}`)
      assert.match(await words(page, '.headline .grade.big'), new RegExp(point.value))
      assert.match(await words(page, 'table.plain'), /超筛选值|超管制值/)
      await person.shot('soil-1440')
      await page.locator('.headline .why.link').click()
      const lead = page.locator('.tree .lead', { hasText: '台账记录' }).first()
      await lead.waitFor()
      await lead.click()
      await page.waitForURL(/\/registers\/soil_sample\/records\/\d+/)
    })
  })
  it('keeps soil from who may not see it', async () => {
    await as('guest', { width: 1440 }, async (person, page) => {
      await page.goto(`${process.env.BIYUN_ADDRESS}/soil`)
      await eventually('a word of the missing right', async () => /权限|看不到|无权/.test(await page.locator('main').innerText()))
    })
  })
  it('shows zones beside their limits, by list, map and ranking, and ecology by year', async () => {
    await as('leader', { width: 1440 }, async (person, page) => {
      const zone = await figureOf(person, 'kind=noise_zone&form=quarter', (one) => judged(one) && one.detail.ld)
      await person.go(`/noise?span=${zone.span}`)
      await page.locator('td', { hasText: zone.object_name }).first().waitFor()
      assert.match(await words(page, 'main'), /全区各类功能区点次达标率/)
      await person.shot('noise-1440')
      await person.go(`/noise?span=${zone.span}&view=ranking&measure=ln`)
      assert.doesNotMatch(await words(page, 'main table'), /云州区/, 'the district is no zone among zones')
      const area = await figureOf(person, 'kind=noise_area&form=year', (one) => judged(one) && one.detail.road)
      await person.go(`/noise?tab=area&object=${encodeURIComponent(area.object)}&span=${area.span}`)
      await page.locator('.changes tbody tr').first().waitFor()
      if (await page.locator('.compare button', { hasText: '另有' }).count()) await page.locator('.compare button', { hasText: '另有' }).click()
      for (const name of ['区域昼间 平均声级', '区域夜间 平均声级', '道路 昼间 平均声级', '道路 夜间 平均声级']) assert.equal(await page.locator('.changes td', { hasText: name }).count(), 1, name)
      const index = await figureOf(person, 'kind=ecology_eqi&form=year', judged)
      await person.go(`/ecology?tab=ecology_eqi&span=${index.span}`)
      assert.equal((await words(page, '.headline .grade.big b')).trim(), index.value)
      await person.shot('ecology-1440')
    })
  })
})

describe('报告与排口月度', () => {
  it('opens a report in a frame without scripts and downloads it as PDF', async () => {
    await as('monitor', { width: 1440 }, async (person, page) => {
      const area = await figureOf(person, 'kind=noise_area&form=year', (one) => judged(one) && !one.provisional)
      await person.go(`/reports?report=noise&object=${encodeURIComponent(area.object)}&span=${area.span}`)
      const frame = page.locator('iframe')
      await frame.waitFor()
      assert.equal(await frame.getAttribute('sandbox'), '')
      assert.match(await page.frameLocator('iframe').locator('h1').innerText(), new RegExp(`${area.span}年.*声环境`))
      await person.shot('reports-1440')
      const [file] = await Promise.all([page.waitForEvent('download'), page.locator('[data-format=pdf]').click()])
      assert.match(file.suggestedFilename(), /声环境.*\.pdf$/)
      await page.locator('.progress', { hasText: '已下载' }).waitFor()
    })
  })
  it("shows an outlet's month: hours, amounts against the permit, windows", async () => {
    await as('monitor', { width: 1440 }, async (person, page) => {
      const month = await figureOf(person, 'kind=outlet_month&form=month', (one) => judged(one) && one.detail.factors?.length)
      await person.go(`/${month.object.replace('point/', 'monitor/')}?tab=month&span=${month.span}`)
      await page.locator('h2', { hasText: '小时有效性与超标' }).waitFor()
      assert.match(await words(page, 'main'), /申报时段/)
      if (month.detail.factors.some((one) => one.year_mass_t !== null)) assert.match(await words(page, 'main'), /本年累计（\d{4}-\d{2}-\d{2} 起至本期末）[^]*与它比较的是本年累计，不是本期的排放量/)
      await person.shot('outlet-month-1440')
    })
  })
})

describe('手机', () => {
  it('does not scroll sideways on any of these screens, by day and by night, in both languages', async () => {
    const places = ['/noise', '/noise?tab=area', '/soil', '/ecology', '/calculator?topic=aqi_daily', '/calculator?tab=lines', '/standards?tab=editions', '/standards?tab=compare', '/standards?tab=laws', '/reports?report=noise']
    for (const options of [{ width: 390 }, { width: 390, dark: true, english: true }]) {
      await as('monitor', options, async (person) => {
        for (const place of places) {
          await person.go(place)
          assert.ok(await person.scrollsSideways() <= 0, `${place} scrolls sideways`)
        }
      })
    }
  })
  it('answers a question on a phone, and the answer comes into sight', async () => {
    await as('inspector', { width: 390 }, async (person, page) => {
      await person.go('/calculator?topic=ei')
      await page.locator('.example').click()
      await page.locator('.go').click()
      await answered(page)
      await eventually('the answer is in sight', async () => page.locator('.answer .grade.big').evaluate((one) => one.getBoundingClientRect().top < innerHeight))
      await person.shot('calculator-390')
    })
  })
})
