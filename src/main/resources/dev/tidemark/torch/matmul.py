# How fast this machine multiplies matrices: {repeats} products, each of the former's result, so that none can be left out.

class Matmul(Module):
  __parameters__ = ["factor", ]
  __buffers__ = []
  factor : Tensor
  training : bool
  def forward(self: __torch__.Matmul, start: Tensor) -> Tensor:
    x = torch.add(self.factor, torch.to(start, {compute_dtype}))
    for i in range({repeats}):
      x = torch.matmul(x, self.factor)
    return torch.to(torch.select(torch.select(x, 0, 0), 0, 0), 6)
