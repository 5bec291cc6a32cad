// The screens as people use them, on a demonstration district that lives while one looks.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { as, closeBrowser, eventually, openBrowser, Person, roles } from './browser.mjs'

before(openBrowser)
after(closeBrowser)

const everywhere = {
  map: '/', monitor: '/monitor', point: '/monitor/7', air: '/air', alarms: '/alarms?state=all', loggers: '/loggers', standards: '/standards', limits: '/standards?tab=limits',
  factors: '/standards?tab=factors', cases: '/standards?tab=cases', people: '/people', trail: '/trail', system: '/system',
  registers: '/registers', register: '/registers/facility', definitions: '/definitions', water: '/water', sources: '/sources',
}
// What the roles of the house may open; the server decides, the screens follow.
const closed_to = {
  admin: [], leader: ['people', 'system', 'definitions'], monitor: ['people', 'trail', 'system', 'definitions'], inspector: ['people', 'trail', 'system', 'definitions'], officer: ['people', 'trail', 'system', 'definitions'],
  grid: ['alarms', 'loggers', 'people', 'trail', 'system', 'definitions'], enterprise: ['people', 'trail', 'system', 'definitions'], guest: ['alarms', 'loggers', 'people', 'trail', 'system', 'definitions'],
}
const words = (page, selector) => page.locator(selector).first().innerText()

describe('the door of the house', () => {
  it('refuses a wrong password in words, and lets the right one in', async () => {
    await as(null, { width: 1440 }, async (person, page) => {
      await page.goto(`${process.env.BIYUN_ADDRESS}/air`)
      await page.waitForURL(/\/login\?to=/)
      await person.shot('login')
      await person.type('demo-guest', 'not the password')
      await page.locator('.problem').waitFor()
      assert.match(await words(page, '.problem'), /用户名或密码不正确/)
      await page.locator('.account', { hasText: 'demo-guest' }).click()
      await page.click('button[type=submit]')
      await page.waitForURL(/\/air$/)
      await person.settled()
      assert.match(await words(page, '.ribbon'), /演示/)
    })
  })
})

describe('every page opens for whom it is meant', { concurrency: 2 }, () => {
  for (const role of roles) {
    it(`as ${role}`, async () => {
      await as(role, { width: 1440, dark: role === 'inspector', english: role === 'monitor' }, async (person, page) => {
        for (const [name, place] of Object.entries(everywhere)) {
          if (name === 'point' && ['grid', 'enterprise', 'guest'].includes(role)) continue // an outlet of somebody else
          await person.go(place)
          if (closed_to[role].includes(name)) {
            assert.equal(await page.locator('.page-note').count(), 1, `${name} should say that ${role} may not see it`)
          } else {
            assert.equal(await page.locator('main .pane[role=alert]').count(), 0, `${name} failed for ${role}: ${await page.locator('main').innerText()}`)
            assert.ok((await page.locator('main').innerText()).length > 40, `${name} is empty for ${role}`)
          }
          if (role === 'admin') await person.shot(`${name}-1440`)
          if (role === 'inspector' && !closed_to[role].includes(name)) await person.shot(`${name}-1440-dark`)
        }
      })
    })
  }
})

describe('一张图', () => {
  it('shows the points as marks, and a point that is chosen as a card', async () => {
    await as('monitor', { width: 1440 }, async (person, page) => {
      await person.go('/')
      const marks = async () => page.locator('.map canvas').first().evaluate((canvas) => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
        const looks = [[18, 135, 111], [217, 45, 32], [245, 165, 36], [154, 165, 177], [139, 123, 184]] // the fills of the states
        let seen = 0
        for (let i = 0; i < data.length; i += 4) if (looks.some(([r, g, b]) => data[i] === r && data[i + 1] === g && data[i + 2] === b)) ++seen
        return seen
      })
      await eventually('marks on the map', async () => (await marks()) > 200)
      await person.go('/?point=1')
      await page.locator('.side h2', { hasText: '云州污水处理厂' }).first().waitFor()
    })
  })
})

describe('实时监控', () => {
  it('gives a point its charts with limits, and the table behind them', async () => {
    await as('inspector', { width: 1440 }, async (person, page) => {
      await person.go('/monitor/7')
      const card = page.locator('.chart-card').first()
      await card.locator('canvas').first().waitFor()
      assert.match(await words(page, '.chart-card .limit'), /限值 ≤ \d/)
      await card.locator('button', { hasText: '表' }).click()
      await card.locator('tbody tr').first().waitFor()
      assert.match(await card.locator('tbody td').first().innerText(), /^\d{4}-\d\d-\d\d \d\d:\d\d/)
    })
  })
  it('lives: the connection stands and figures come by themselves', async () => {
    await as('monitor', { width: 1440 }, async (person, page) => {
      await person.go('/monitor')
      await page.locator('.live.live').waitFor()
      const text = () => page.locator('main table').first().innerText()
      const before = await text()
      await eventually('a value that changed by itself', async () => (await text()) !== before, 40_000)
    })
  })
  it('writes a table that a spreadsheet opens', async () => {
    await as('monitor', { width: 1440 }, async (person, page) => {
      await person.go('/air')
      const [file] = await Promise.all([page.waitForEvent('download'), page.locator('a[download]').first().click()])
      const chunks = []
      for await (const chunk of await file.createReadStream()) chunks.push(chunk)
      const text = Buffer.concat(chunks).toString('utf8')
      assert.equal(text.charCodeAt(0), 0xfeff, 'UTF-8 with its mark')
      assert.match(text, /point_name/)
      assert.ok(text.trim().split('\n').length > 5)
    })
  })
})

describe('空气质量', () => {
  it('opens a figure down to the raw frame it came in', async () => {
    await as('monitor', { width: 1440 }, async (person, page) => {
      const stations = await person.json('/air/stations')
      const live = stations.items.find((one) => one.origin === 'simulated' && one.aqi !== null)
      await person.go(`/air/${live.point}`)
      await page.locator('button.now').click()
      await page.locator('.explain .steps li').first().waitFor()
      assert.match(await words(page, '.explain .basis'), /HJ 633/)
      await page.locator('.explain table .link').first().click()
      await page.locator('.explain .frame-link').first().waitFor()
      await person.shot('explain-1440')
      await page.locator('.explain .frame-link').first().click()
      await page.locator('.frame-drawer .bytes').waitFor()
      assert.match(await words(page, '.frame-drawer .bytes'), /^##\d{4}.*PW=\*+/s, 'the password is masked')
      await person.shot('frame-1440')
    })
  })
  it('has whole years to look at, by day and by level', async () => {
    await as('guest', { width: 1440 }, async (person, page) => {
      const stations = await person.json('/air/stations')
      const beijing = stations.items.find((one) => one.point_name.includes('北京'))
      await person.go(`/air/${beijing.point}?year=2014`)
      await page.locator('.calendar canvas').first().waitFor()
      assert.match(await words(page, '.levels ul'), /优 \d+ 天/)
      await eventually('all years side by side', async () => (await page.locator('.year').count()) === 5)
      await person.shot('year-1440')
      const canvas = await page.locator('.calendar').boundingBox()
      await page.mouse.click(canvas.x + 300, canvas.y + 100)
      await page.locator('.explain .steps li').first().waitFor()
    })
  })
  it('sets our AQI beside the published one, and marks a station that stands still', async () => {
    await as('guest', { width: 1440 }, async (person, page) => {
      await person.go('/air')
      await page.locator('tfoot td').first().waitFor()
      const hours = Number((await page.locator('tfoot td').nth(1).innerText()).replace(/,/g, ''))
      assert.ok(hours > 500, `${hours} hours compared`)
      await page.locator('.doubt', { hasText: '冻结' }).first().waitFor()
    })
  })
})

describe('报警', () => {
  it('is acknowledged with a note; clearing it without a reason is refused at the field', async () => {
    await as('monitor', { width: 1440 }, async (person, page) => {
      const alarm = await eventually('an open alarm', async () => (await person.json('/alarms?state=open&limit=1')).items[0], 60_000)
      await person.go(`/alarms?alarm=${alarm.id}`)
      person.forgiving = true // the refusal below is asked for
      await page.locator('.panel button', { hasText: '解除' }).click()
      await page.locator('.panel .field-note').waitFor()
      person.forgiving = false
      await page.keyboard.press('Escape')
      await page.locator('h1').click()
      await page.locator(`tr.opens`).first().click()
      await page.locator('.panel input[name=note]').fill('已电话通知企业核查')
      await page.locator('.panel button', { hasText: '确认' }).click()
      const course = page.locator('.course li.acknowledged')
      await course.waitFor()
      assert.match(await course.innerText(), /demo-monitor[\s\S]*已电话通知企业核查/)
      await person.shot('alarm-1440')
    })
    await as('enterprise', { width: 1440 }, async (person, page) => {
      await person.go('/alarms?state=all')
      assert.equal(await page.locator('.panel form').count(), 0, 'an enterprise may look, not settle')
    })
  })
})

describe('数采仪诊断', () => {
  it('says what is wrong in words and marks the bytes', async () => {
    await as('inspector', { width: 1440 }, async (person, page) => {
      await eventually('a logger with a wrong CRC', async () => (await person.json('/loggers?limit=1000')).items.some((one) => one.faults.some((fault) => fault.name === 'crc_wrong')), 60_000)
      await person.go('/loggers?fault=crc_wrong')
      await page.locator('tbody tr').first().click()
      await page.locator('.finding .bytes .wrong').first().waitFor()
      assert.match(await words(page, '.finding'), /CRC[\s\S]*整改建议/)
      await person.shot('logger-1440')
    })
  })
  it('registers a logger that nobody knew, and its frames count from then on', async () => {
    await as('admin', { width: 1440 }, async (person, page) => {
      await person.go('/loggers')
      await page.locator('.seen tbody tr').first().waitFor()
      const mn = await page.locator('.seen tbody td').first().innerText()
      await page.locator('.seen button', { hasText: '登记' }).first().click()
      await page.locator('.el-dialog .el-select').first().click()
      await page.locator('.el-select-dropdown__item:visible').first().click()
      person.forgiving = true // the refusal is asked for
      await page.locator('.el-dialog button[type=submit]').click()
      await page.locator('.el-dialog .field-note').first().waitFor()
      person.forgiving = false
      await page.locator('.el-dialog label', { hasText: '密码' }).first().locator('input').fill('123456')
      await person.shot('register-1440')
      await page.locator('.el-dialog button[type=submit]').click()
      await page.locator('.el-dialog').waitFor({ state: 'hidden' })
      assert.equal(await person.status(`/loggers/${mn}`), 200)
    })
  })
})

describe('accounts', () => {
  it('are refused field by field, then made, and stand in the trail whose chain is whole', async () => {
    await as('admin', { width: 1440 }, async (person, page) => {
      await person.go('/people')
      await page.locator('.page-head button').click()
      person.forgiving = true // the refusal is asked for
      await page.locator('.el-dialog button[type=submit]').click()
      await page.locator('.el-dialog .field-note').first().waitFor()
      assert.ok((await page.locator('.el-dialog .field-note').count()) >= 2, 'each wrong field is named')
      person.forgiving = false
      await person.shot('account-1440')
      await page.locator('input[name=new-login]').fill('desk.account')
      await page.locator('input[name=person-name]').fill('值班台账号')
      await page.locator('input[name=new-password]').fill('a good long password')
      await page.locator('.el-dialog button[type=submit]').click()
      await page.locator('tbody tr', { hasText: 'desk.account' }).waitFor()
      await person.go('/trail')
      await page.locator('tbody tr', { hasText: '新建账号' }).first().waitFor()
      await page.locator('.page-head button').click()
      await page.locator('.verdict.good').waitFor()
    })
    await as(null, { width: 1440 }, async (person, page) => {
      await page.goto(`${process.env.BIYUN_ADDRESS}/login`)
      await person.type('desk.account', 'a good long password')
      await page.locator('.el-dialog', { hasText: '修改密码' }).waitFor()
    })
  })
})

describe('what a guest may not', () => {
  it('is not offered by the screens and refused by the API', async () => {
    await as('guest', { width: 1440 }, async (person, page) => {
      await person.go('/')
      const places = await page.locator('nav.places a').allInnerTexts()
      assert.deepEqual(places.map((text) => text.trim()), ['一张图', '实时监控', '空气质量', '台账'])
      for (const api of ['/people', '/trail', '/trail/verification', '/system', '/alarms', '/loggers', '/seen', '/frames/1', '/people.csv', '/air/stations.csv', '/registers.csv', '/registers/hidden_danger', '/registers/hidden_danger/records', '/registers/facility/records.csv', '/registers/facility/records/1/history']) assert.equal(await person.status(api), 403, api)
      assert.equal(await person.status('/points/7'), 404, 'an outlet does not exist for a guest')
    })
    const stranger = await Person.at(1440)
    assert.equal(await stranger.status('/overview'), 401)
    await stranger.leave()
  })
  it('nor does an enterprise see its neighbours', async () => {
    await as('enterprise', { width: 1440 }, async (person) => {
      const { items } = await person.json('/points?limit=1000')
      const own = items.filter((point) => point.kind.endsWith('_outlet'))
      assert.ok(own.length > 0 && own.every((point) => point.facility === own[0].facility), 'of outlets, its own')
      assert.equal(await person.status('/points/7'), 404)
    })
  })
})

describe('two languages', () => {
  it('change with one key and stay after a reload', async () => {
    await as('monitor', { width: 1440 }, async (person, page) => {
      await person.go('/air')
      assert.equal(await words(page, 'h1'), '空气质量')
      await page.locator('.tool', { hasText: 'EN' }).click()
      await page.locator('h1', { hasText: 'Air quality' }).waitFor()
      assert.equal(await page.locator('html').getAttribute('lang'), 'en')
      await page.reload()
      await person.settled()
      assert.equal(await words(page, 'h1'), 'Air quality')
    })
  })
})

describe('a phone of 390 px', () => {
  it('never scrolls sideways', async () => {
    await as('admin', { width: 390 }, async (person, page) => {
      const stations = await person.json('/air/stations')
      const beijing = stations.items.find((one) => one.point_name.includes('北京'))
      const loggers = await person.json('/loggers?limit=1000')
      const places = { ...everywhere, station: `/air/${stations.items[0].point}`, year: `/air/${beijing.point}?year=2014`, logger: `/loggers/${loggers.items[0].mn}` }
      for (const [name, place] of Object.entries(places)) {
        await person.go(place)
        assert.equal(await person.scrollsSideways(), 0, `${name} is wider than the phone`)
        await person.shot(`${name}-390`)
      }
      await person.go('/alarms?state=all')
      await page.locator('tbody tr').first().click()
      await page.locator('.el-drawer .panel h2').waitFor()
      assert.equal(await person.scrollsSideways(), 0)
      await person.shot('alarm-390')
    })
  })
})
