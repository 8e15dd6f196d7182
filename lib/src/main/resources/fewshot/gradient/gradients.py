# TorchScript, as it stands inside a saved module; TorchScript.java packs and loads it. DJL has no call that returns the
# gradient of a scalar as arrays with a graph of their own; the engine's own interpreter has. An array that takes no part
# comes back as an empty one.
class Gradients(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def plain(self: __torch__.Gradients, y: Tensor, xs: List[Tensor]) -> List[Tensor]:
    return self.filled(torch.grad([y], xs, None, None, False, True))
  def graph(self: __torch__.Gradients, y: Tensor, xs: List[Tensor]) -> List[Tensor]:
    return self.filled(torch.grad([y], xs, None, True, True, True))
  def products(self: __torch__.Gradients, ys: List[Tensor], xs: List[Tensor], vs: List[Tensor]) -> List[Tensor]:
    ws = annotate(List[Optional[Tensor]], [])
    for i in range(torch.len(vs)):
      _0 = torch.append(ws, vs[i])
    return self.filled(torch.grad(ys, xs, ws, True, False, True))
  def curved(self: __torch__.Gradients, ys: List[Tensor], xs: List[Tensor], vs: List[Tensor]) -> List[Tensor]:
    zs = annotate(List[Tensor], [])
    ws = annotate(List[Optional[Tensor]], [])
    for i in range(torch.len(ys)):
      if ops.prim.requires_grad(ys[i]):
        _0 = torch.append(zs, ys[i])
        _1 = torch.append(ws, vs[i])
    if torch.eq(torch.len(zs), 0):
      out = annotate(List[Optional[Tensor]], [])
      for j in range(torch.len(xs)):
        _2 = torch.append(out, None)
    else:
      out = torch.grad(zs, xs, ws, True, False, True)
    return self.filled(out)
  def filled(self: __torch__.Gradients, gs: List[Optional[Tensor]]) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for i in range(torch.len(gs)):
      g = gs[i]
      if torch.__is__(g, None):
        _1 = torch.append(out, torch.empty([0]))
      else:
        _2 = torch.append(out, unchecked_cast(Tensor, g))
    return out
