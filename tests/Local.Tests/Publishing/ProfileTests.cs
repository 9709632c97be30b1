using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Tollgate.Local.Tests.Publishing;

public sealed class ProfileTests
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    [Theory]
    [InlineData("everything", 2000)]
    [InlineData("gateway", 1000)]
    public void Most_methods_that_a_profile_names_are_still_there(string profile, int least)
    {
        var named = Named(profile);

        var gone = named.Where(method => !Exists(method.Type, method.Name)).Select(method => $"{method.Type}.{method.Name}").ToList();

        Assert.True(named.Count >= least, $"Only {named.Count} of Tollgate's methods: record the profiles again with eng/StartupProfile/record.sh.");
        Assert.True(gone.Count < named.Count / 5, $"{gone.Count} of {named.Count} are gone, such as {gone.FirstOrDefault()}: record the profiles again with eng/StartupProfile/record.sh.");
    }

    private static List<(string Type, string Name)> Named(string profile)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(AppContext.BaseDirectory, "Profiles", profile + ".mibc"));
        using var assembly = new MemoryStream();
        using (var entry = Assert.Single(archive.Entries).Open())
        {
            entry.CopyTo(assembly);
        }

        assembly.Position = 0;
        using var file = new PEReader(assembly);
        var reader = file.GetMetadataReader();
        return [.. reader.MemberReferences
            .Select(reader.GetMemberReference)
            .Where(member => member.Parent.Kind is HandleKind.TypeReference)
            .Select(member => (Type: NameOf(reader, (TypeReferenceHandle)member.Parent), Name: reader.GetString(member.Name)))
            .Where(method => method.Type.Contains(", Tollgate.", StringComparison.Ordinal))];
    }

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        if (type.ResolutionScope.Kind is HandleKind.TypeReference)
        {
            var outer = NameOf(reader, (TypeReferenceHandle)type.ResolutionScope).Split(", ");
            return $"{outer[0]}+{name}, {outer[1]}";
        }

        var space = reader.GetString(type.Namespace);
        var assembly = reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name);
        return $"{(space.Length == 0 ? "" : space + ".")}{name}, {assembly}";
    }

    private static bool Exists(string type, string method) =>
        Type.GetType(type) is { } found && (method is ".ctor" or ".cctor" || found.GetMethods(Any).Any(candidate => candidate.Name == method));
}
