import KernelTable

// Two threads in step.

extension Propagation {
  /// The phases of a small network's step, each in two halves that stay with their threads: the weights of one half of the
  /// inputs never leave the cache of the core that reads and moves them.
  func goInStep() {
    workers.runInStep(phases: 3, Unmanaged.passUnretained(self).toOpaque()) { context, phase, first, end in
      Unmanaged<Propagation>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.perform(phase, first..<end) }
    }
  }

  private func perform(_ phase: Int, _ halves: Range<Int>) {
    let thread = halves.lowerBound
    switch phase {
    case 0:
      input.weighHalves(halves, chunk.parameters)
      if thread == 0 { chunk.isInHalves = halves.count == 1 }
    case 1:
      let rows = rows(of: halves)
      guard !rows.isEmpty else { return }
      if chunk.isInHalves { input.addHalves(rows) }
      propagateOnwards(rows, thread)
      propagateBackwards(rows, thread)
    default:
      // Who has both begins with the half whose weights were read last.
      for half in halves.reversed() {
        for block in 0..<blocks.count where self.half(of: blocks[block]) == half {
          sumAndStep(blocks[block], thread)
        }
      }
    }
  }

  /// Few rows are not worth sharing behind the first layer: the weights there, whoever moves them, would go to and fro
  /// between two caches, and that takes longer than the work.
  private var isShared: Bool { chunk.count >= Tuning.sharedRows }

  private func rows(of halves: Range<Int>) -> Range<Int> {
    guard isShared else { return halves.lowerBound == 0 ? 0..<chunk.count : 0..<0 }
    return chunk.count * halves.lowerBound / 2..<chunk.count * halves.upperBound / 2
  }

  private func half(of block: ParameterBlock) -> Int { block.layer > 0 && !isShared ? 0 : block.half }
}
