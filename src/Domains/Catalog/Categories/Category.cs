namespace Tollgate.Catalog.Categories;

/// <summary>A shelf of the shop.</summary>
/// <param name="Id">Lower-case letters, digits and hyphens; products refer to it.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What is found there.</param>
internal sealed record Category(string Id, string Name, string Description);

/// <summary>All categories.</summary>
/// <param name="Items">In the order of their ids.</param>
internal sealed record CategoryList(IReadOnlyList<Category> Items);
