using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;
using Tollgate.Platform.Credentials;

namespace Tollgate.Platform.Configuration.Revisions;

/// <summary>A configuration that is about to be: what it would hold, and how that differs from what is served.</summary>
/// <param name="Parent">The head that it starts from.</param>
/// <param name="Resources">All resources that it would hold.</param>
/// <param name="Changes">How they differ.</param>
/// <param name="Subscriptions">Subscriptions whose credentials the difference may touch, as they would be; null for one that would be gone.</param>
internal sealed record ConfigurationDraft(
    HeadRow Parent, ResourceIndex Resources, IReadOnlyList<(ChangeKind Kind, ResourceId Id)> Changes, IReadOnlyDictionary<SubscriptionId, SubscriptionConfig?> Subscriptions)
{
    public static ConfigurationDraft Of(HeadRow parent, IReadOnlyList<Resource> stored, IReadOnlyList<Resource> written, ApplyMode mode)
    {
        var before = stored.ToDictionary(resource => resource.Id);
        var replaced = written.Select(resource => resource.Id).ToHashSet();
        IReadOnlyList<Resource> after = mode is ApplyMode.Replace ? written : [.. stored.Where(resource => !replaced.Contains(resource.Id)), .. written];
        List<(ChangeKind, ResourceId)> changes = [];
        foreach (var resource in written)
        {
            if (!before.TryGetValue(resource.Id, out var old))
            {
                changes.Add((ChangeKind.Created, resource.Id));
            }
            else if (!NodeWriter.ToJson(old.Node).SequenceEqual(NodeWriter.ToJson(resource.Node)))
            {
                changes.Add((ChangeKind.Updated, resource.Id));
            }
        }

        var kept = after.Select(resource => resource.Id).ToHashSet();
        changes.AddRange(stored.Where(resource => !kept.Contains(resource.Id)).Select(resource => (ChangeKind.Deleted, resource.Id)));
        var index = new ResourceIndex(after);
        var subscriptions = changes
            .Where(change => change.Item2.Kind == ResourceKind.Subscription)
            .ToDictionary(change => new SubscriptionId(change.Item2.Tenant, change.Item2.Name), change => index.Find(ResourceKind.Subscription, change.Item2.Tenant, change.Item2.Name)?.Config as SubscriptionConfig);
        return new ConfigurationDraft(parent, index, changes, subscriptions);
    }

    public IReadOnlyList<ResourceChange> PublicChanges => [.. Changes.Select(change => new ResourceChange(change.Kind, change.Id.Kind.Key, change.Id.Tenant, change.Id.Name))];

    public string Summary => string.Join(", ", Changes
        .GroupBy(change => change.Kind)
        .OrderBy(group => group.Key)
        .Select(group => FormattableString.Invariant($"{group.Count()} {group.Key.ToString().ToLowerInvariant()}")));
}
