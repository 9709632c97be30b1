using Microsoft.AspNetCore.Http;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Conditional;
using Tollgate.Platform.Http.Validation;

namespace Tollgate.Notifications.Templates;

/// <summary>What the endpoints offer, without HTTP's way of saying it.</summary>
internal sealed class TemplateBook(TemplateStore store, TimeProvider time)
{
    private const string Resource = "template";

    public static Problem NotFound { get; } = new(ProblemTypes.ResourceNotFound, "There is no such template; GET /templates lists them.");

    public async ValueTask<IReadOnlyList<Template>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var templates = new List<Template>();
        foreach (var name in TemplateKind.All.Keys.Order(StringComparer.Ordinal))
        {
            templates.Add((await store.FindAsync(tenant, name, cancellationToken))!.Template);
        }

        return templates;
    }

    public ValueTask<StoredTemplate?> FindAsync(string tenant, string name, CancellationToken cancellationToken) =>
        store.FindAsync(tenant, name, cancellationToken);

    public async ValueTask<(StoredTemplate? Stored, Problem? Problem)> ReplaceAsync(
        string tenant, string name, HttpRequest request, TemplateDraft draft, CancellationToken cancellationToken)
    {
        var current = await store.FindAsync(tenant, name, cancellationToken);
        if (request.RefuseUnlessMatching(current?.Version, Resource) is { } refusal)
        {
            return (null, refusal);
        }

        if (current is null)
        {
            return (null, NotFound);
        }

        if (TemplateRules.Check(TemplateKind.All[name], draft) is { Any: true } faults)
        {
            return (null, Invalid(faults));
        }

        var template = current.Template with
        {
            Version = current.Template.Version + 1,
            Locales = draft.Locales!.ToDictionary(locale => locale.Key, locale => Content(locale.Value!)),
            UpdatedAt = time.GetUtcNow(),
        };
        return await store.ReplaceAsync(tenant, current, template, cancellationToken) is { } stored
            ? (stored, null)
            : (null, EntityTags.Stale(Resource));
    }

    public async ValueTask<(Preview? Preview, Problem? Problem)> PreviewAsync(
        string tenant, string name, PreviewDraft draft, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(tenant, name, cancellationToken) is not { Template: var template })
        {
            return (null, NotFound);
        }

        var kind = TemplateKind.All[name];
        var faults = new Faults();
        if (draft.Locale is not null && !TemplateRules.IsLocale(draft.Locale))
        {
            faults.Add("#/locale", "Name the language by its tag (BCP 47), such as en or de-AT.");
        }

        if (draft.Content is not null)
        {
            TemplateRules.Check(kind, "#/content", draft.Content, faults);
        }

        if (faults.Any)
        {
            return (null, Invalid(faults));
        }

        return (draft.Content is null
            ? MailWriter.Write(template, draft.Locale, kind.Sample)
            : MailWriter.Write(draft.Locale ?? LocaleFallback.Last, Content(draft.Content), kind.Sample), null);
    }

    private static TemplateContent Content(ContentDraft draft) => new() { Subject = draft.Subject!, Text = draft.Text!, Html = draft.Html };

    private static Problem Invalid(Faults faults) => faults.ToProblem("The template does not match the contract; 'errors' says where.");
}
