import KernelTable
import Testing

@testable import Downhill

/// The probes that measure the machine do all of the arithmetic and reading they claim.
@Suite struct ProbeTests {
  /// Every number goes to x·r + s again and again: after n steps to x·rⁿ + s (1 − rⁿ)/(1 − r). Each table uses as many
  /// numbers as make `count` vectors that many steps. Each step rounds at most twice, by 2⁻²⁴ of a number below 4.
  @Test(arguments: Kernels.available) func multiplyAdds(_ kernels: Kernels) {
    let multiplyAdds = kernels.table.probes.multiplyAdds
    // The sums of the numbers at the beginning, by hand: lanes of 0 to 0.15 on 3, 6 or 12 vectors, or the number 1.
    let numbers: Int
    switch multiplyAdds(0) {
    case 1: numbers = 1
    case 63...64.2: numbers = 48
    case 175...175.5: numbers = 96
    case 542...543: numbers = 192
    default: numbers = 0
    }
    #expect(numbers > 0, "\(multiplyAdds(0))")
    for count in [12, 1_200, 120_000] {
      let steps = count * KernelTable.width / max(numbers, 1)
      let factor = power(Double(Float(0.999_999)), steps)
      let limit = Double(Float(1e-7)) / (1 - Double(Float(0.999_999)))
      let expected = Double(multiplyAdds(0)) * factor + Double(numbers) * limit * (1 - factor)
      let bound = Double(numbers) * (Double(steps) * 2 * 0x1p-23 + 1e-5)
      #expect((Double(multiplyAdds(count)) - expected).magnitude <= bound, "\(count)")
    }
  }

  @Test(arguments: Kernels.available) func reading(_ kernels: Kernels) {
    for count in [0, 64, 128, 4_096] {
      // Sums of whole numbers are exact in any order.
      let memory = GuardedMemory((0..<count).map { Float($0 % 7) })
      let expected = (0..<count).reduce(Float(0)) { $0 + Float($1 % 7) }
      #expect(kernels.table.probes.read(memory.values, count) == expected)
    }
  }
}
