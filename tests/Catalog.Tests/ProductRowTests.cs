using Tollgate.Catalog.Products;
using Tollgate.Platform.Tables;

namespace Tollgate.Catalog.Tests;

public sealed class ProductRowTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{}")]
    public void A_row_that_holds_no_product_is_named(string? document)
    {
        var row = new TableEntity("acme", "p!1") { { "Doc", document } };

        var exception = Assert.Throws<InvalidDataException>(() => ProductRows.Read(row));

        Assert.Contains("p!1", exception.Message, StringComparison.Ordinal);
        Assert.Contains("holds no Product", exception.Message, StringComparison.Ordinal);
    }
}
