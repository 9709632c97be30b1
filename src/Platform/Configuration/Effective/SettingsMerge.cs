using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Effective;

/// <summary>
/// Inheritance of settings: lists add, and an item of the same name overrides; anything else replaces whole; null removes.
/// </summary>
internal static class SettingsMerge
{
    private static readonly HashSet<string> Keys = [.. ResourceKind.Policy.Shape.Members.Where(member => member.Nullable).Select(member => member.Key)];

    /// <summary>The settings that apply where <paramref name="own"/> inherits from <paramref name="inherited"/>; nothing but settings.</summary>
    public static MapNode Merge(MapNode inherited, MapNode own) => own.Entries.Where(entry => Keys.Contains(entry.Key)).Aggregate(
        inherited,
        (settings, entry) => (settings.Find(entry.Key)?.Value, entry.Value) switch
        {
            (_, NullNode) => settings.Without(entry.Key),
            (ListNode before, ListNode added) => settings.With(entry.Key, Add(before, added)),
            _ => settings.With(entry.Key, entry.Value),
        });

    /// <summary>A map with its settings exchanged for others.</summary>
    public static MapNode Replace(MapNode map, MapNode settings) =>
        map with { Entries = [.. map.Entries.Where(entry => !Keys.Contains(entry.Key)), .. settings.Entries] };

    internal static ListNode Add(ListNode inherited, ListNode own)
    {
        var names = own.Items.Select(NameOf).OfType<string>().ToHashSet();
        return own with { Items = [.. inherited.Items.Where(item => NameOf(item) is not { } name || !names.Contains(name)), .. own.Items] };
    }

    private static string? NameOf(Node item) => (item as MapNode)?.Text("name");
}
