namespace Tollgate.Platform.Http.Paging;

/// <summary>One page of a list.</summary>
/// <param name="Items">In the order of the list; may be fewer than the limit although more follow.</param>
/// <param name="Next">Pass it as <c>cursor</c> for the next page; absent on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next = null);
