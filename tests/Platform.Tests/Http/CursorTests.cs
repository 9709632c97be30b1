using FsCheck;
using FsCheck.Fluent;
using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Http.Validation;

namespace Tollgate.Platform.Tests.Http;

public sealed class CursorTests
{
    [Fact]
    public void A_cursor_leads_back_to_its_position_in_its_own_list_only() => Prop.ForAll(
        ArbMap.Default.ArbFor<Guid>(), ArbMap.Default.ArbFor<uint>(),
        (list, position) =>
        {
            var cursor = Cursor.Write($"{list}", $"n!{position}");

            return Cursor.Read($"{list}", cursor) == $"n!{position}" && Cursor.Read($"{list}2", cursor) is null && Uri.EscapeDataString(cursor) == cursor;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_else_comes_as_a_cursor_is_refused() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(), text => Cursor.Read("list", text.Get) is null).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null, 20)]
    [InlineData("1", 1)]
    [InlineData("100", 100)]
    public void A_page_has_as_many_items_as_asked_for(string? limit, int expected)
    {
        var faults = new Faults();

        var page = PageRequest.Read("list", limit, Cursor.Write("list", "here"), faults);

        Assert.Equal((expected, "here"), (page.Limit, page.After));
        Assert.False(faults.Any);
    }

    [Fact]
    public void A_page_that_no_list_has_is_refused_with_all_its_faults()
    {
        var faults = new Faults();

        PageRequest.Read("list", "101", "made-up", faults);

        Assert.Equal(["query:cursor", "query:limit"], faults.Errors.Select(error => error.Pointer));
    }
}
