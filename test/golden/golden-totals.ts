/**
 * What the golden runs come to, as printed by the reference: fills, orders, and at the end position,
 * balance and fee.
 */
type PrintedTotals = readonly [
  fills: number,
  orders: number,
  position: string,
  balance: string,
  fee: string,
]

/** One tick behind the touch the queue hardly acts: all models come to the same. */
const BEHIND_THE_TOUCH: PrintedTotals = [299, 727, '-0.090000', '5526.446000', '-9.22651400']

export const GOLDEN_TOTALS: Readonly<Record<string, PrintedTotals>> = {
  btc_risk_nopartial_step10000000_off0: [548, 1143, '0.020000', '-1264.577000', '-16.90962905'],
  btc_p1_nopartial_step10000000_off0: [574, 1170, '0.020000', '-1264.287000', '-17.71176655'],
  btc_p2_nopartial_step10000000_off0: [648, 1246, '-0.020000', '1201.696000', '-19.99566130'],
  btc_p3_nopartial_step10000000_off0: [550, 1145, '0.020000', '-1264.348000', '-16.97131940'],
  btc_log_nopartial_step10000000_off0: [601, 1198, '0.030000', '-1880.774000', '-18.54524110'],
  btc_log2_nopartial_step10000000_off0: [563, 1151, '0.030000', '-1881.292000', '-17.37227290'],
  btc_risk_nopartial_step100000000_off1: BEHIND_THE_TOUCH,
  btc_p1_nopartial_step100000000_off1: BEHIND_THE_TOUCH,
  btc_p2_nopartial_step100000000_off1: BEHIND_THE_TOUCH,
  btc_p3_nopartial_step100000000_off1: BEHIND_THE_TOUCH,
  btc_log_nopartial_step100000000_off1: BEHIND_THE_TOUCH,
  btc_log2_nopartial_step100000000_off1: BEHIND_THE_TOUCH,
  btc_p3_nopartial_intplat_step10000000_off0: [
    641,
    1286,
    '0.010000',
    '-650.024000',
    '-19.77855470',
  ],
  btc_risk_partialPATCHED_step10000000_off0: [
    695,
    1127,
    '0.024000',
    '-1509.689000',
    '-16.65062845',
  ],
  btc_p3_partialPATCHED_step10000000_off0: [700, 1136, '0.024000', '-1509.310000', '-16.77397580'],
}
