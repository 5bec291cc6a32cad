#pragma once
// Building a tree within its bounds, for both readers.
#include "query/inside.hpp"

namespace query::inside {

struct Part {
  Node node;
  std::size_t depth = 1;
};

class Builder {
 public:
  base::Result<Part> leaf(Node node) {
    if (node.op != Op::literal && node.op != Op::property) {
      return base::Problem("bad_filter", "a list of texts stands as a list of literals");
    }
    return counted({.node = std::move(node), .depth = 1});
  }
  base::Result<Part> build(Op op, std::vector<Part> of, std::string name) {
    Part part{.node = {.op = op, .of = {}, .name = std::move(name), .value = {}}, .depth = 1};
    for (auto& child : of) {
      part.depth = std::max(part.depth, child.depth + 1);
      part.node.of.push_back(std::move(child.node));
    }
    if (part.depth > depth_max) {
      return base::Problem("bad_filter", "nested deeper than " + std::to_string(depth_max) + " levels", {}, "split the filter");
    }
    if (auto fault = operands_fault(op, part.node.of); !fault.empty()) {
      return base::Problem("bad_filter", std::move(fault));
    }
    return counted(std::move(part));
  }

 private:
  base::Result<Part> counted(Part part) {
    if (++nodes_ > nodes_max) {
      return base::Problem("bad_filter", "more than " + std::to_string(nodes_max) + " parts", {}, "split the filter");
    }
    return part;
  }
  std::size_t nodes_ = 0;
};

}  // namespace query::inside
