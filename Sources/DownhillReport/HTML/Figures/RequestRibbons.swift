/// What the neurons of one layer request of the previous layer, as ribbons that flow back and are added up: the width
/// is the size; blue and solid asks to grow, orange and hollow to shrink.
package struct RequestRibbons: DrawnFigure {
  /// What it shows, in a few words.
  package let title: String
  /// A description for those who cannot see it.
  package let summary: String
  /// The names of the neurons that ask.
  let askers: [String]
  /// The desired change of z of each of them.
  let wishes: [Double]
  /// The names of the neurons that are asked.
  let asked: [String]
  /// `requests[j][i]`, of asker j to neuron i.
  let requests: [[Double]]
  /// The sum of all requests to each neuron, also of those that are not drawn.
  let sums: [Double]
  /// The most neurons on either side that are drawn.
  let limit: Int
  /// Whether it is narrow enough for a phone.
  let isNarrow: Bool
  /// What choosing each neuron that is asked does; empty: nothing. All ribbons but those of the chosen one are pale.
  let touches: [Touch]
  /// The formula of each request, as `requests[j][i]`; empty for none.
  let formulas: [[String]]

  /// Ribbons of these requests.
  package init(
    title: String, summary: String = "", askers: [String], wishes: [Double], asked: [String], requests: [[Double]],
    sums: [Double], limit: Int = 16, isNarrow: Bool = false, touches: [Touch] = [], formulas: [[String]] = []
  ) {
    self.isNarrow = isNarrow
    self.touches = touches
    self.formulas = formulas
    self.title = title
    self.summary = summary
    self.askers = askers
    self.wishes = wishes
    self.asked = asked
    self.requests = requests
    self.sums = sums
    self.limit = limit
  }

  private static let top = 44.0
  /// The length of the longest bar.
  private var half: Double { isNarrow ? 20 : 62 }

  /// Where the columns are, from left to right; each is as wide as its longest text.
  private struct Columns {
    let nameEnd: Double
    let barMiddle: Double
    let left: Double
    let right: Double
    let width: Double

    package init(
      half: Double, flow: Double, names: [String], sums: [Double], askers: [String], wishes: [Double], title: String,
      titles: [String]
    ) {
      nameEnd = max(TextStyle.strong.width(names), 22) + 4
      let titleHalf = TextStyle.small.width(titles) / 2
      barMiddle = max(nameEnd + half + signedBarRoom(sums.map { min($0, 0) }), titleHalf)
      left = barMiddle + max(half + signedBarRoom(sums.map { max($0, 0) }), titleHalf + 6) + 8
      right = left + flow
      let texts = TextStyle.strong.width(askers) + 14 + TextStyle.small.width(wishes.map { signedText($0, digits: 3) })
      width = right + 14 + max(texts, TextStyle.small.width(title) - flow / 6)
    }
  }

  /// The drawing.
  package var drawing: Drawing {
    let plan = RibbonPlan(requests, asked: asked.count, limit: limit)
    let shownSums = plan.asked.indices.map { sums[$0] }
    let largest = SignedScale(shownSums).largest
    let sumTitle = isNarrow ? "sum" : "sum of the requests"
    let askerTitle = isNarrow ? "who asks" : "who asks, and its own wish"
    let columns = Columns(
      half: half, flow: isNarrow ? 104 : 362,
      names: plan.asked.indices.map { asked[$0] }, sums: shownSums, askers: plan.askers.indices.map { askers[$0] },
      wishes: plan.askers.indices.map { wishes[$0] }, title: askerTitle,
      titles: [sumTitle, isNarrow ? "" : plan.asked.text("that are asked most") ?? ""])
    return Drawing(width: columns.width, height: Self.top + plan.height + 6, hasTouches: !touches.isEmpty) {
      Shape.text(sumTitle, x: columns.barMiddle, y: 14, class: "soft small middle")
      Shape.text(
        isNarrow ? "requests" : "separate requests", x: (columns.left + columns.right) / 2, y: 14,
        class: "soft small middle")
      Shape.text(askerTitle, x: columns.width, y: 14, class: "soft small end")
      if let text = plan.asked.text("that are asked most"), !isNarrow {
        Shape.text(text, x: columns.barMiddle, y: 29, class: "soft small middle")
      }
      if let text = plan.askers.text("that ask most"), !isNarrow {
        Shape.text(text, x: columns.width, y: 29, class: "soft small end")
      }
      Shape.group(y: Self.top) {
        Shape.group(class: "flows") {
          for i in plan.asked.indices.indices { flow(i, plan, columns) }
        }
        for (position, slot) in plan.askedSlots.enumerated() {
          let neuron = plan.asked.indices[position]
          if let touch = touches.at(neuron) {
            Shape.group(touch: touch) {
              Shape.rectangle(
                x: 0, y: min(slot.start, slot.middle - 9), width: columns.left - 6,
                height: max(slot.end - slot.start, 18), class: "room", radius: 3)
              sum(neuron, slot, columns, largest)
            }
          } else {
            sum(neuron, slot, columns, largest)
          }
          Shape.rectangle(x: columns.left - 5, y: slot.start, width: 4, height: slot.end - slot.start, class: "ink i5")
        }
        for (position, slot) in plan.askerSlots.enumerated() {
          let neuron = plan.askers.indices[position]
          Shape.rectangle(x: columns.right + 1, y: slot.start, width: 4, height: slot.end - slot.start, class: "ink i5")
          Shape.text(askers[neuron], x: columns.right + 14, y: slot.middle + 4.5, class: "strong")
          Shape.text(
            signedText(wishes[neuron], digits: 3), x: columns.width, y: slot.middle + 4.5,
            class: "small end \(signClass(wishes[neuron]))")
        }
        Shape.line(columns.barMiddle, 0, columns.barMiddle, plan.height, class: "axis")
      }
    }
  }

  /// The name of a neuron that is asked, and the sum of what it is asked.
  @MarkupBuilder
  private func sum(_ neuron: Int, _ slot: RibbonPlan.Slot, _ columns: Columns, _ largest: Double) -> Markup {
    Shape.text(asked[neuron], x: columns.nameEnd, y: slot.middle + 4.5, class: "end strong")
    signedBar(sums[neuron], y: slot.middle - 7, height: 14, middle: columns.barMiddle, scale: half / largest)
  }

  /// All ribbons to one neuron.
  private func flow(_ position: Int, _ plan: RibbonPlan, _ columns: Columns) -> Markup {
    let neuron = plan.asked.indices[position]
    let isPale = touches.contains { $0.isChosen } && touches.at(neuron)?.isChosen != true
    return Shape.group(class: isPale ? "flow pale" : "flow") {
      for ribbon in plan.ribbons where ribbon.asked == position {
        let asker = plan.askers.indices[ribbon.asker]
        let name = "\(askers[asker]) asks \(asked[neuron]): \(signedText(requests[asker][neuron], digits: 3))"
        Shape.path(
          outline(ribbon, columns),
          class: "ribbon \(ribbon.isPositive ? "rises" : ribbon.width < 2 ? "falls thin" : "falls")", title: name,
          touch: formulas.isEmpty ? nil : Touch(name, formula: formulas[asker][neuron]))
      }
    }
  }

  private func outline(_ ribbon: RibbonPlan.Ribbon, _ columns: Columns) -> PathData {
    var path = PathData()
    let middle = (columns.left + columns.right) / 2
    path.move(columns.left, ribbon.arrives)
    path.curve(middle, ribbon.arrives, middle, ribbon.leaves, columns.right, ribbon.leaves)
    path.line(columns.right, ribbon.leaves + ribbon.width)
    path.curve(
      middle, ribbon.leaves + ribbon.width, middle, ribbon.arrives + ribbon.width, columns.left,
      ribbon.arrives + ribbon.width)
    path.close()
    return path
  }

  /// Its numbers as a table.
  package var table: DataTable {
    let plan = RibbonPlan(requests, asked: asked.count, limit: limit)
    return DataTable(
      caption: title, columns: ["asked"] + plan.askers.indices.map { askers[$0] } + ["sum of all"],
      rows: plan.asked.indices.map { neuron in
        [asked[neuron]] + plan.askers.indices.map { signedText(requests[$0][neuron], digits: 3) }
          + [signedText(sums[neuron], digits: 3)]
      }, wordColumns: [0])
  }
}
