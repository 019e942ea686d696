import KernelTable

// Between sum and step: the exchange.

extension Propagation {
  /// What comes after a shard has been summed: it joins the others, and the last one brings the step.
  ///
  /// The place where other machines come in. Whoever has summed some of the shards has the roots of whole subtrees; that they
  /// travel, and who adds them up and takes which parameters' step, changes none of the additions.
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
