import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Every public function that takes a number, a range or a pointer, asked for what there is not: it returns, throws, or
/// traps before it reaches for memory that is not its own. The address sanitizer looks on where it is there.
@Suite struct BoundsTests {
  static let modules: [(name: String, functions: [BoundedFunction])] = [
    ("Downhill", functionsOfDownhill), ("DownhillExplain", functionsOfDownhillExplain),
    ("DownhillFormats", functionsOfDownhillFormats), ("DownhillFiles", functionsOfDownhillFiles),
  ]
  static let functions = modules.flatMap(\.functions)
  /// Places in `functions`, each with a number that it traps for.
  static let trappingCalls = functions.indices.flatMap { index in functions[index].trapping.map { [index, $0] } }

  /// Whoever adds a function is led here.
  @Test func everyFunctionIsHere() throws {
    for module in Self.modules {
      let declared = try declaredFunctions(of: module.name)
      let tested = Set(module.functions.map(\.declaration))
      #expect(declared.subtracting(tested).isEmpty, "not tested")
      #expect(tested.subtracting(declared).isEmpty, "not declared")
      #expect(!declared.isEmpty)
    }
  }

  @Test func everyFunctionIsTried() {
    for function in Self.functions {
      #expect(!function.safe.isEmpty || !function.trapping.isEmpty, "\(function.declaration)")
    }
  }

  @Test(arguments: functions.indices) func returnsOrThrows(_ index: Int) {
    let function = Self.functions[index]
    for number in function.safe { do { try function.call(number) } catch {} }
  }

  #if os(Linux) || os(macOS)
  /// By the signal of a trap, not by that of a lost way, nor by the sanitizer's status.
  @Test(arguments: trappingCalls) func traps(_ trap: [Int]) async {
    #if arch(x86_64)
    let signal = SIGILL
    #else
    let signal = SIGTRAP
    #endif
    await #expect(processExitsWith: .signal(signal), "\(Self.functions[trap[0]].declaration), \(trap[1])") {
      [trap = trap as [Int]] in
      try? Self.functions[trap[0]].call(trap[1])
    }
  }
  #endif
}
