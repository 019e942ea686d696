import KernelTable

// Between sum and step: combining shards.

extension Propagation {
  /// Adds a summed shard to the others; the last one is followed by the step.
  ///
  /// Other machines could take part here: one that has summed some of the shards has the roots of whole subtrees. Where
  /// these are added up, and where the step is taken, changes none of the additions.
  func exchange(isLast: Bool, _ update: ParameterUpdate?) {
    shardSums.carry(add)
    guard isLast else { return }
    shardSums.finish(add)
    guard let update else { return }
    take(update)
  }

  /// The tasks of ``take(_:)``: the step of one block along the sum of all shards.
  func stepAlongSum(_ block: ParameterBlock) {
    step(block, along: shardSums.root + block.offset(stages[block.layer].layer))
  }

  /// The tasks of ``add(_:_:)``.
  func addSums(_ block: ParameterBlock) {
    guard let (sum, other) = sumsToAdd else { return }
    let layer = stages[block.layer].layer
    let offset = block.offset(layer)
    kernels.table.addElements(sum + offset, other + offset, block.count(layer))
  }
}
