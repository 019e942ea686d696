/// How pages look: calm, in the reader's own fonts, in light and dark, on a phone and on paper.
///
/// Colours are variables, so that drawings follow the scheme too. Signed numbers go from blue (above zero) over paper
/// to orange (below), a pair that all kinds of colour vision can tell apart; drawings also show the sign by position or
/// shape.
enum StyleSheet {
  package static let markup = Markup.joined([.style(colours), .style(page), .style(drawings)])

  private static let colours: StaticString = """
    :root {
      color-scheme: light dark;
      --paper: #fdfdfb; --panel: #f3f3ef; --ink: #1c1d1f; --soft: #55585c; --rule: #d9d9d3; --link: #1a5fa0;
      --zero: #efefeb; --plus: #1a5fa0; --minus: #a04a05;
      --p1: #cfe2f3; --p2: #b3d1ea; --p3: #8fbbe0; --p4: #5a9acf; --p5: #2a6fae; --p6: #114a80;
      --n1: #fbdcbc; --n2: #f6c797; --n3: #eeac68; --n4: #dd8530; --n5: #b05a0c; --n6: #7c3a03;
      --on-deep: #ffffff; --on-middle: #1c1d1f;
      --s1: #1a5fa0; --s2: #a8540a; --s3: #2c7a5b; --s4: #8a3d82; --s5: #6b6a16; --s6: #55585c;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #15171a; --panel: #1f2226; --ink: #e8e8e4; --soft: #a9adb2; --rule: #3a3e44; --link: #8dc1f2;
        --zero: #24272c; --plus: #86bdf0; --minus: #f2a85c;
        --p1: #1f4263; --p2: #25557e; --p3: #2c6a9e; --p4: #4a90ca; --p5: #7db5e6; --p6: #c0defa;
        --n1: #55371a; --n2: #70481b; --n3: #8f5a1b; --n4: #c9822f; --n5: #eba75c; --n6: #fbd9b0;
        --on-deep: #15171a; --on-middle: #0f1113;
        --s1: #86bdf0; --s2: #f2a85c; --s3: #74cba5; --s4: #dd9bd5; --s5: #cfcd6a; --s6: #a9adb2;
      }
    }

    """

  private static let page: StaticString = """
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
    body {
      margin: 0 auto; padding: clamp(1rem, 4vw, 3.5rem) clamp(1rem, 4vw, 3rem); max-width: 62rem;
      background: var(--paper); color: var(--ink);
      font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
      font-variant-numeric: tabular-nums lining-nums;
    }
    h1 { font-size: clamp(1.6rem, 4.5vw, 2.3rem); line-height: 1.15; letter-spacing: -0.015em; font-weight: 650;
      margin: 0; text-wrap: balance; }
    h2 { font-size: 1.35rem; line-height: 1.25; letter-spacing: -0.01em; font-weight: 650; margin: 0 0 .6rem;
      text-wrap: balance; }
    h3 { font-size: 1.0625rem; line-height: 1.3; font-weight: 650; margin: 2rem 0 .4rem; }
    p, ul, ol, dl { margin: 0 0 .9rem; max-width: 42rem; }
    .subtitle { color: var(--soft); margin: .5rem 0 0; font-size: 1.125rem; text-wrap: pretty; }
    .note, figcaption, footer, details, nav { font-size: .9375rem; line-height: 1.5; }
    .note, figcaption, footer { color: var(--soft); }
    section { margin-top: 3rem; padding-top: 1.6rem; border-top: 1px solid var(--rule); }
    footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--rule); }
    a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: 1px; }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 3px; border-radius: 2px; }
    .skip { position: absolute; left: -100vw; }
    .skip:focus { position: static; }
    nav { margin-top: 1.8rem; }
    nav ol { columns: 2 17rem; column-gap: 2rem; padding-left: 1.4rem; margin: 0; max-width: none; }
    nav li { break-inside: avoid; padding: .1rem 0; }
    b.plus, td.plus { color: var(--plus); }
    b.minus, td.minus { color: var(--minus); }
    .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .9rem 1.6rem;
      margin: 1.2rem 0 1.6rem; max-width: none; }
    .facts div { border-top: 1px solid var(--rule); padding-top: .35rem; }
    .facts dt { color: var(--soft); font-size: .875rem; line-height: 1.35; }
    .facts dd { margin: 0; font-size: 1.25rem; line-height: 1.3; font-weight: 600; overflow-wrap: anywhere; }
    .wide-table { margin: 0 0 .9rem; width: fit-content; }
    table { border-collapse: collapse; font-size: .875rem; line-height: 1.4; }
    caption { text-align: left; color: var(--soft); padding-bottom: .3rem; }
    th, td { padding: .2rem .75rem .2rem 0; text-align: right; white-space: nowrap; vertical-align: baseline; }
    th { font-weight: 600; }
    thead th { white-space: normal; border-bottom: 1px solid var(--rule); color: var(--soft); vertical-align: bottom; }
    tbody tr + tr > * { border-top: 1px solid var(--rule); }
    .words { text-align: left; }
    td.words { white-space: normal; min-width: 9rem; }
    details { margin: .4rem 0 0; }
    summary { cursor: pointer; color: var(--link); width: fit-content; }
    details[open] > summary { margin-bottom: .5rem; }

    """

  private static let drawings: StaticString = """
    figure { margin: 1.4rem 0 1.8rem; }
    figcaption { max-width: 42rem; margin-top: .5rem; }
    .drawing, .wide-table { overflow-x: auto; overflow-y: hidden; max-width: 100%; }
    @media screen {
      /* Text keeps to its column; a wide table may use all that is free at its right. */
      section > .wide-table { width: max-content; max-width: calc(100% + max(0px, (100vw - 62rem) / 2)); }
      /* A shadow at the edge where there is more to scroll to; the paper that covers it scrolls along. */
      .drawing[tabindex], .wide-table {
        background: linear-gradient(to right, var(--paper) 40%, transparent) 0 0 / 28px 100% no-repeat local,
          linear-gradient(to left, var(--paper) 40%, transparent) 100% 0 / 28px 100% no-repeat local,
          linear-gradient(to right, var(--rule), transparent) 0 0 / 10px 100% no-repeat scroll,
          linear-gradient(to left, var(--rule), transparent) 100% 0 / 10px 100% no-repeat scroll;
      }
    }
    .drawing svg { display: block; height: auto; max-width: 100%; }
    svg.least-280 { min-width: 280px; } svg.least-320 { min-width: 320px; } svg.least-360 { min-width: 360px; } svg.least-400 { min-width: 400px; }
    svg.least-440 { min-width: 440px; } svg.least-480 { min-width: 480px; } svg.least-520 { min-width: 520px; } svg.least-560 { min-width: 560px; }
    svg.least-600 { min-width: 600px; } svg.least-640 { min-width: 640px; } svg.least-680 { min-width: 680px; } svg.least-720 { min-width: 720px; }
    svg.least-760 { min-width: 760px; }
    svg text { font-family: inherit; font-size: 13px; fill: var(--ink); font-variant-numeric: tabular-nums; }
    svg .soft { fill: var(--soft); }
    svg .small { font-size: 11.5px; }
    svg .strong { font-weight: 650; }
    svg .middle { text-anchor: middle; }
    svg .end { text-anchor: end; }
    svg .axis { stroke: var(--soft); stroke-width: 1; fill: none; }
    svg .grid { stroke: var(--rule); stroke-width: 1; fill: none; }
    svg .paper { fill: var(--zero); }
    svg .halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
    svg .halo.wide { stroke-width: 7px; }
    svg text.plus { fill: var(--plus); }
    svg text.minus { fill: var(--minus); }
    svg .frame { fill: none; stroke: var(--rule); stroke-width: 1; }
    svg .mark { fill: none; stroke: var(--ink); stroke-width: 1.75; }
    svg .mark.thin { stroke: var(--soft); stroke-width: 1; }
    svg .ink { fill: var(--ink); }
    svg .i1 { fill-opacity: .11; } svg .i2 { fill-opacity: .25; } svg .i3 { fill-opacity: .4; }
    svg .i4 { fill-opacity: .55; } svg .i5 { fill-opacity: .7; } svg .i6 { fill-opacity: .85; }
    svg .i7 { fill-opacity: 1; }
    svg .p1 { fill: var(--p1); } svg .p2 { fill: var(--p2); } svg .p3 { fill: var(--p3); }
    svg .p4 { fill: var(--p4); } svg .p5 { fill: var(--p5); } svg .p6 { fill: var(--p6); }
    svg .n1 { fill: var(--n1); } svg .n2 { fill: var(--n2); } svg .n3 { fill: var(--n3); }
    svg .n4 { fill: var(--n4); } svg .n5 { fill: var(--n5); } svg .n6 { fill: var(--n6); }
    svg .neuron { fill: var(--paper); stroke: var(--soft); stroke-width: 1.25; }
    svg .link { fill: none; }
    svg .link.rises { stroke: var(--p5); }
    svg .link.falls { stroke: var(--n5); stroke-dasharray: 5 3; }
    svg .w1 { stroke-width: .5; stroke-opacity: .35; } svg .w2 { stroke-width: .9; stroke-opacity: .5; }
    svg .w3 { stroke-width: 1.3; stroke-opacity: .6; } svg .w4 { stroke-width: 1.7; stroke-opacity: .7; }
    svg .w5 { stroke-width: 2.2; stroke-opacity: .8; } svg .w6 { stroke-width: 2.8; stroke-opacity: .9; }
    svg .ribbon.rises { fill: var(--p4); fill-opacity: .8; }
    svg .ribbon.falls { fill: var(--n1); fill-opacity: .8; stroke: var(--n5); stroke-width: .75; }
    svg .ribbon.falls.thin { fill: var(--n4); stroke: none; }
    svg .flows:hover .flow { opacity: .18; }
    svg .flows .flow:hover { opacity: 1; }
    svg .on-middle { fill: var(--on-middle); }
    svg .on-deep { fill: var(--on-deep); }
    svg .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
    svg .s1 { stroke: var(--s1); } svg .s2 { stroke: var(--s2); } svg .s3 { stroke: var(--s3); }
    svg .s4 { stroke: var(--s4); } svg .s5 { stroke: var(--s5); } svg .s6 { stroke: var(--s6); }
    svg [class*="halo-"] { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
    svg .halo-s1 { fill: var(--s1); } svg .halo-s2 { fill: var(--s2); } svg .halo-s3 { fill: var(--s3); }
    svg .halo-s4 { fill: var(--s4); } svg .halo-s5 { fill: var(--s5); } svg .halo-s6 { fill: var(--s6); }
    svg path.s2, svg line.s2 { stroke-dasharray: 8 4; } svg path.s3, svg line.s3 { stroke-dasharray: 1 5; }
    svg path.s4, svg line.s4 { stroke-dasharray: 12 4 2 4; } svg path.s5, svg line.s5 { stroke-dasharray: 4 4; }
    svg path.s6, svg line.s6 { stroke-dasharray: 2 3; }
    svg .leader { stroke: var(--soft); stroke-width: .75; stroke-dasharray: 1 3; }
    svg .height { fill-opacity: .055; }
    svg .contour { fill: none; stroke: var(--soft); stroke-opacity: .55; stroke-width: .75;
      vector-effect: non-scaling-stroke; }
    svg .under { stroke: var(--paper); stroke-width: 5; stroke-opacity: .8; }
    svg .start { fill: var(--paper); stroke-width: 2.5; }
    svg .finish { stroke: var(--paper); stroke-width: 1.5; }
    svg .f1 { fill: var(--s1); } svg .f2 { fill: var(--s2); } svg .f3 { fill: var(--s3); }
    svg .f4 { fill: var(--s4); } svg .f5 { fill: var(--s5); } svg .f6 { fill: var(--s6); }
    .gallery { display: grid; gap: 1.1rem 1rem; grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); }
    .gallery .item { font-size: .8125rem; line-height: 1.35; }
    .gallery svg { display: block; width: 100%; height: auto; margin-bottom: .3rem; }
    .gallery .item span { display: block; color: var(--soft); }
    .signed td { text-align: center; padding: .2rem .4rem; min-width: 3.4rem; border: 1px solid var(--paper); }
    .signed thead th, .signed thead td { border: 0; }
    .signed .p1 { background: var(--p1); } .signed .p2 { background: var(--p2); } .signed .p3 { background: var(--p3); }
    .signed .p4 { background: var(--p4); } .signed .p5 { background: var(--p5); } .signed .p6 { background: var(--p6); }
    .signed .n1 { background: var(--n1); } .signed .n2 { background: var(--n2); } .signed .n3 { background: var(--n3); }
    .signed .n4 { background: var(--n4); } .signed .n5 { background: var(--n5); } .signed .n6 { background: var(--n6); }
    .signed .on-middle { color: var(--on-middle); } .signed .on-deep { color: var(--on-deep); }
    .beside { display: grid; gap: 1rem 2.5rem; grid-template-columns: minmax(9rem, 15rem) 1fr; align-items: start; }
    .beside .facts { grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); }
    .beside figure { margin-top: .4rem; }
    @media (max-width: 34rem) { .beside { grid-template-columns: 1fr; } .beside > :first-child { max-width: 13rem; } }
    .adaptive { container-type: inline-size; }
    .adaptive .for-wide { display: none; }
    @container (min-width: 38rem) {
      .adaptive .for-wide { display: block; }
      .adaptive .for-narrow { display: none; }
    }
    .touch { cursor: pointer; }
    .item.chosen { outline: 2px solid var(--link); outline-offset: 5px; }
    svg .room { fill: transparent; }
    svg .touch:hover .room { fill: var(--panel); }
    svg .chosen .room, svg .touch.chosen:hover .room { fill: var(--panel); stroke: var(--link); stroke-width: 1.5; }
    svg .touch:focus-visible { outline: none; }
    svg .touch:focus-visible .room { stroke: var(--link); stroke-width: 3; }
    svg .arrow { stroke: var(--paper); stroke-width: 1; paint-order: stroke; stroke-linejoin: round; }
    svg .arrow.rises, svg .wish.rises { fill: var(--p5); }
    svg .arrow.falls, svg .wish.falls { fill: var(--n5); }
    svg .wish { stroke: var(--paper); stroke-width: 2; paint-order: stroke; stroke-linejoin: round; }
    svg .flow.pale { opacity: .16; }
    @media print {
      :root { --paper: #ffffff; }
      section { margin-top: 1.6rem; padding-top: 1rem; }
      body { max-width: none; padding: 0; font-size: 10pt; }
      figure, .item, tr { break-inside: avoid; }
      h1, h2, h3, caption, thead, summary { break-after: avoid; }
      p:has(+ figure), p:has(+ .wide-table) { break-after: avoid; }
      p, section > .wide-table { break-inside: avoid; }
      p, li { orphans: 3; widows: 3; }
      figcaption { break-before: avoid; }
      nav, .skip, details:not([open]) { display: none; }
      /* Paper does not scroll: what is too wide shrinks. */
      .drawing, .wide-table { overflow: visible; max-width: 100%; width: auto; }
      table { font-size: 8pt; max-width: 100%; }
      th, td { padding-right: .7em; white-space: normal; }
      .drawing svg { width: auto; height: auto; min-width: 0; max-width: 100%; max-height: 23cm; }
      svg, svg * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
    }
    @media (forced-colors: active) { svg { forced-color-adjust: none; background: var(--paper); } }

    """
}
