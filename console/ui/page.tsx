/** What every page has: the trail to it, its title with actions, and its content. */
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useEffect } from 'react';

export interface Crumb {
  readonly text: string;
  readonly href: string;
}

export interface PageProps {
  readonly title: string;
  readonly trail: readonly Crumb[];
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, trail, description, actions, children }: PageProps) {
  useEffect(() => {
    document.title = title === 'Stepwell' ? title : `${title} - Stepwell`;
  }, [title]);
  return (
    <ContentLayout
      breadcrumbs={
        trail.length > 0 && <BreadcrumbGroup items={[...trail, { text: title, href: '' }]} ariaLabel="Breadcrumbs" />
      }
      header={
        <Header variant="h1" description={description} actions={actions}>
          {title}
        </Header>
      }
    >
      <SpaceBetween size="l">{children}</SpaceBetween>
    </ContentLayout>
  );
}
