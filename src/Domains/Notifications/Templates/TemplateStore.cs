using System.Globalization;
using Tollgate.Platform.Tables;

namespace Tollgate.Notifications.Templates;

/// <summary>A template with the version that the store keeps of it.</summary>
internal sealed record StoredTemplate(Template Template, ETag Version);

/// <summary>The templates that tenants have written: one row each; where there is none, the one that comes with the service holds.</summary>
internal sealed class TemplateStore(ITableStore tables)
{
    public const string Table = "notificationsTemplates";

    private static readonly ETag BuiltInVersion = new("built-in");

    /// <summary>The template that holds for a tenant; null where there is none of this name.</summary>
    public async ValueTask<StoredTemplate?> FindAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        if (BuiltInTemplates.Find(name) is not { } builtIn)
        {
            return null;
        }

        var (row, _) = await tables.ReadAsync(Table, new TableKey(tenant, name), cancellationToken);
        return row is null ? new StoredTemplate(builtIn, BuiltInVersion) : new StoredTemplate(Read(row, builtIn), row.ETag);
    }

    /// <summary>Puts a template in the place of the version that was read; null when someone else changed it.</summary>
    public async ValueTask<StoredTemplate?> ReplaceAsync(string tenant, StoredTemplate current, Template template, CancellationToken cancellationToken)
    {
        var row = Write(tenant, template);
        var write = current.Version == BuiltInVersion ? TableWrite.Insert(row) : TableWrite.Replace(row, current.Version);
        var result = await tables.WriteAsync(Table, write, cancellationToken);
        return result.Succeeded ? new StoredTemplate(template, result.ETag) : null;
    }

    // A property for each part: no text is then longer than a table holds.
    private static TableEntity Write(string tenant, Template template)
    {
        var row = new TableEntity(tenant, template.Name) { { "Version", template.Version }, { "UpdatedAt", template.UpdatedAt } };
        foreach (var (index, (locale, content)) in template.Locales.Index())
        {
            row[Name("Locale", index)] = locale;
            row[Name("Subject", index)] = content.Subject;
            row[Name("Text", index)] = content.Text;
            row[Name("Html", index)] = content.Html;
        }

        return row;
    }

    private static Template Read(TableEntity row, Template builtIn)
    {
        var locales = new Dictionary<string, TemplateContent>();
        for (var index = 0; row.GetString(Name("Locale", index)) is { } locale; index++)
        {
            locales[locale] = new TemplateContent
            {
                Subject = row.GetString(Name("Subject", index)) ?? "",
                Text = row.GetString(Name("Text", index)) ?? "",
                Html = row.GetString(Name("Html", index)),
            };
        }

        return builtIn with { Version = row.GetInt32("Version") ?? 0, Locales = locales, UpdatedAt = row.GetTime("UpdatedAt") };
    }

    private static string Name(string part, int index) => string.Create(CultureInfo.InvariantCulture, $"{part}{index}");
}
