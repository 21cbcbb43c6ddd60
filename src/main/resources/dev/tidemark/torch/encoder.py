# A BERT encoder in TorchScript's serialised form (Devlin et al., 2019, https://arxiv.org/abs/1810.04805), and those of its
# kind: DistilBERT, RoBERTa, ELECTRA. What they do not share stands in the class or is filled in.
# Tidemark fills in the names in braces from config.json and appends the class that calls these functions
# (see EncoderProgram.java). Weights arrive in the type they are stored in and are cast to the compute type here:
# a no-op when serving, and what lets training keep fp32 parameters under bf16 arithmetic.

def cast(x: Tensor) -> Tensor:
  return torch.to(x, {compute_dtype})

def dense(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
  return torch.linear(x, __torch__.cast(weight, ), __torch__.cast(bias, ))

def activate(x: Tensor) -> Tensor:
  return {activation}

def activate_words(x: Tensor) -> Tensor:
  return {word_activation}

def norm(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
  return torch.layer_norm(x, [torch.size(weight, 0)], __torch__.cast(weight, ), __torch__.cast(bias, ), {eps})

# tokens: [batch, length] int32, vocabulary id and token type in one (see InputToken.java).
# Position embeddings, the same for each row of the batch. [length, embedding]
def places(tokens: Tensor, positions: Tensor) -> Tensor:
  return torch.slice(positions, 0, {first_position}, torch.add({first_position}, torch.size(tokens, 1)))

# Position + token-type embeddings. [batch, length, embedding]
def typed_places(tokens: Tensor, positions: Tensor, types: Tensor) -> Tensor:
  type = torch.bitwise_right_shift(tokens, {id_bits})
  return torch.add(__torch__.places(tokens, positions, ), torch.embedding(types, type))

# Word embeddings + those of the places.
def embed(tokens: Tensor, words: Tensor, place: Tensor, norm_weight: Tensor, norm_bias: Tensor, training: bool) -> Tensor:
  ids = torch.bitwise_and(tokens, {id_mask})
  x = torch.add(torch.embedding(words, ids), place)
  x = __torch__.norm(__torch__.cast(x, ), norm_weight, norm_bias, )
  return torch.dropout(x, {hidden_dropout}, training)

# What is added to attention scores: 0 for tokens, hugely negative for padding. [batch, 1, 1, length]
def padding(x: Tensor, lengths: Tensor) -> Tensor:
  batch = torch.size(x, 0)
  length = torch.size(x, 1)
  place = torch.arange(length, dtype=3, layout=None, device=ops.prim.device(x))
  beyond = torch.ge(torch.unsqueeze(place, 0), torch.unsqueeze(lengths, 1))
  zeros = torch.zeros([batch, length], dtype={compute_dtype}, layout=None, device=ops.prim.device(x))
  return torch.view(torch.masked_fill(zeros, beyond, -1.0e+30), [batch, 1, 1, length])

def split_heads(x: Tensor) -> Tensor:
  return torch.transpose(torch.view(x, [torch.size(x, 0), torch.size(x, 1), {heads}, {head_size}]), 1, 2)

# Serving takes PyTorch's fused attention. Training spells it out: on CPUs the fused one's backward pass is slower, and it
# knows no dropout.
def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor, training: bool) -> Tensor:
  if training:
    scores = torch.matmul(torch.mul(query, {attention_scale}), torch.transpose(key, -2, -1))
    shares = torch.softmax(torch.add(scores, mask), -1)
    mixed = torch.matmul(torch.dropout(shares, {attention_dropout}, training), value)
  else:
    mixed = torch.scaled_dot_product_attention(query, key, value, mask, 0., False)
  return mixed

def layer(x: Tensor, mask: Tensor, training: bool, query_weight: Tensor, query_bias: Tensor, key_weight: Tensor, key_bias: Tensor, value_weight: Tensor, value_bias: Tensor, attended_weight: Tensor, attended_bias: Tensor, attended_norm_weight: Tensor, attended_norm_bias: Tensor, up_weight: Tensor, up_bias: Tensor, down_weight: Tensor, down_bias: Tensor, norm_weight: Tensor, norm_bias: Tensor) -> Tensor:
  query = __torch__.split_heads(__torch__.dense(x, query_weight, query_bias, ), )
  key = __torch__.split_heads(__torch__.dense(x, key_weight, key_bias, ), )
  value = __torch__.split_heads(__torch__.dense(x, value_weight, value_bias, ), )
  mixed = __torch__.attend(query, key, value, mask, training, )
  mixed = torch.reshape(torch.transpose(mixed, 1, 2), [torch.size(x, 0), torch.size(x, 1), {hidden}])
  attended = torch.dropout(__torch__.dense(mixed, attended_weight, attended_bias, ), {attended_dropout}, training)
  attended = __torch__.norm(torch.add(x, attended), attended_norm_weight, attended_norm_bias, )
  up = __torch__.activate(__torch__.dense(attended, up_weight, up_bias, ), )
  down = torch.dropout(__torch__.dense(up, down_weight, down_bias, ), {hidden_dropout}, training)
  return __torch__.norm(torch.add(attended, down), norm_weight, norm_bias, )

# Label scores of each token, always in fp32. [batch, length, labels]
def classify(x: Tensor, weight: Tensor, bias: Tensor, training: bool) -> Tensor:
  return torch.linear(torch.dropout(torch.to(x, 6), {hidden_dropout}, training), torch.to(weight, 6), torch.to(bias, 6))

# Cross-entropy per token (label -100 counts for nothing), weighted by sequence and averaged over the weights.
def token_loss(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
  count = torch.size(logits, -1)
  losses = torch.cross_entropy_loss(torch.view(logits, [-1, count]), torch.view(torch.to(labels, 4), [-1]), None, 0, -100, {label_smoothing})
  counted = torch.to(torch.ne(labels, -100), 6)
  share = torch.view(torch.mul(counted, torch.unsqueeze(weights, 1)), [-1])
  return torch.div(torch.sum(torch.mul(losses, share)), torch.clamp_min(torch.sum(share), 1.0e-6))

# Scores of every word of the vocabulary at the places asked about, always in fp32. [places, vocabulary]
# places: [places] int32, counted through the rows of the batch. The output embeddings are the input's (weight tying).
def word_scores(x: Tensor, places: Tensor, dense_weight: Tensor, dense_bias: Tensor, norm_weight: Tensor, norm_bias: Tensor, words: Tensor, bias: Tensor) -> Tensor:
  asked = torch.index_select(torch.reshape(x, [-1, {hidden}]), 0, places)
  up = __torch__.activate_words(__torch__.dense(asked, dense_weight, dense_bias, ), )
  up = __torch__.norm(up, norm_weight, norm_bias, )
  return torch.to(__torch__.dense(up, words, bias, ), 6)

# How many of the targets are the likeliest word, and how many among the five likeliest. [2]
def hits(scores: Tensor, targets: Tensor) -> Tensor:
  values, words = torch.topk(scores, 5)
  right = torch.to(torch.eq(words, torch.unsqueeze(targets, 1)), 6)
  return torch.stack([torch.sum(torch.select(right, 1, 0)), torch.sum(right)])
