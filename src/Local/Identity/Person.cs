namespace Tollgate.Local.Identity;

/// <summary>Somebody to try things out as.</summary>
internal sealed record Person(string Id, string Name, string Department, IReadOnlyList<string> Roles)
{
    public static IReadOnlyList<Person> All { get; } =
    [
        new("alice", "Alice Anders", "sales", ["admin"]),
        new("bob", "Bob Berg", "support", []),
        new("carol", "Carol Conte", "finance", ["auditor"]),
    ];

    public static Person? Find(string? id) => All.FirstOrDefault(person => person.Id == id);
}
