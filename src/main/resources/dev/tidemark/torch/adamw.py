# One optimizer step over all parameters in one call: clip by global norm, AdamW with decoupled weight decay
# (Loshchilov & Hutter, 2019, https://arxiv.org/abs/1711.05101), zero the gradients.
# settings: float64 [1 + groups, 4]. Row 0: the largest gradient norm (0: no clipping). Each further row is one group of
# parameters: first, end, learning rate, weight decay.

class AdamW(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def forward(self: __torch__.AdamW,
    p: List[Tensor],
    g: List[Tensor],
    m: List[Tensor],
    v: List[Tensor],
    steps: List[Tensor],
    settings: Tensor) -> Tensor:
    norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g, 2), 0), 2)
    limit = torch.Float(torch.select(torch.select(settings, 0, 0), 0, 0))
    if torch.gt(limit, 0.):
      torch._foreach_mul_(g, torch.clamp_max(torch.div(torch.mul(torch.ones_like(norm), limit), torch.add(norm, 1.0e-06)), 1.))
    else:
      pass
    torch._foreach_add_(steps, 1)
    for i in range(torch.sub(torch.size(settings, 0), 1)):
      group = torch.select(settings, 0, torch.add(i, 1))
      first = torch.Int(torch.select(group, 0, 0))
      end = torch.Int(torch.select(group, 0, 1))
      rate = torch.Float(torch.select(group, 0, 2))
      decay = torch.Float(torch.select(group, 0, 3))
      torch._fused_adamw_(__torch__.part(p, first, end, ), __torch__.part(g, first, end, ), __torch__.part(m, first, end, ), __torch__.part(v, first, end, ), annotate(List[Tensor], []), __torch__.part(steps, first, end, ), lr=rate, beta1={beta1}, beta2={beta2}, weight_decay=decay, eps={epsilon}, amsgrad=False, maximize=False)
    torch._foreach_zero_(g)
    return norm

# items[first:end]. Not torch.slice: alias analysis takes its result for a fresh list, and then drops the in-place update
# of what is in it as dead code, without a word.
def part(items: List[Tensor], first: int, end: int) -> List[Tensor]:
  some = annotate(List[Tensor], [])
  for i in range(torch.sub(end, first)):
    _ = torch.append(some, items[torch.add(first, i)])
  return some
