# TorchScript, as it stands inside a saved module; TorchScript.java packs and loads it. These are calls of the engine that
# DJL has not: the gradient of a scalar as arrays with a graph of their own, where an array that takes no part comes back as
# an empty one; the losses and the norm of the gradient of a step, to be read at once (as 64-bit floating point, type 7); and
# Adam on all weights at once, each read and written in a single pass. Their kernels go through the memory of all
# arrays in step, so a gradient that lies otherwise than its weights is laid as they are first; on a GPU Adam's reads the number
# of updates there, as 32-bit floating point (type 6), whatever it is given.
class Engine(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def plain(self: __torch__.Engine, y: Tensor, xs: List[Tensor]) -> List[Tensor]:
    return self.filled(torch.grad([y], xs, None, None, False, True))
  def graph(self: __torch__.Engine, y: Tensor, xs: List[Tensor]) -> List[Tensor]:
    return self.filled(torch.grad([y], xs, None, True, True, True))
  def products(self: __torch__.Engine, ys: List[Tensor], xs: List[Tensor], vs: List[Tensor]) -> List[Tensor]:
    ws = annotate(List[Optional[Tensor]], [])
    for i in range(torch.len(vs)):
      _0 = torch.append(ws, vs[i])
    return self.filled(torch.grad(ys, xs, ws, True, False, True))
  def curved(self: __torch__.Engine, ys: List[Tensor], xs: List[Tensor], vs: List[Tensor]) -> List[Tensor]:
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
  def filled(self: __torch__.Engine, gs: List[Optional[Tensor]]) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for i in range(torch.len(gs)):
      g = gs[i]
      if torch.__is__(g, None):
        _1 = torch.append(out, torch.empty([0]))
      else:
        _2 = torch.append(out, unchecked_cast(Tensor, g))
    return out
  def report(self: __torch__.Engine, losses: List[Tensor], gs: List[Tensor]) -> List[Tensor]:
    numbers = annotate(List[Tensor], [])
    for i in range(torch.len(losses)):
      _0 = torch.append(numbers, torch.to(torch.reshape(losses[i], [1]), 7))
    norms = torch.to(torch.stack(torch._foreach_norm(gs, 2)), 7)
    _1 = torch.append(numbers, torch.reshape(torch.norm(norms), [1]))
    return [torch.cat(numbers)]
  def laid(self: __torch__.Engine, ws: List[Tensor], gs: List[Tensor]) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for i in range(torch.len(ws)):
      w = ws[i]
      g = gs[i]
      if torch.eq(torch.stride(w), torch.stride(g)):
        _0 = torch.append(out, g)
      else:
        _1 = torch.append(out, torch.copy_(torch.empty_like(w), g))
    return out
  def adam(self: __torch__.Engine, ws: List[Tensor], gs: List[Tensor], ms: List[Tensor], vs: List[Tensor], rate: float, beta1: float, beta2: float, epsilon: float, updates: float) -> List[Tensor]:
    t = torch.new_full(ws[0], annotate(List[int], []), updates, dtype=6)
    ts = annotate(List[Tensor], [])
    for i in range(torch.len(ws)):
      _0 = torch.append(ts, t)
    laid = self.laid(ws, gs)
    none = annotate(List[Tensor], [])
    torch._fused_adam_(ws, laid, ms, vs, none, ts, lr=rate, beta1=beta1, beta2=beta2, weight_decay=0., eps=epsilon, amsgrad=False, maximize=False)
    return none
