/** The "Services" menu: a list of all services with a box that narrows it down while one types. */
import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import Link from '@cloudscape-design/components/link';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { type ConsoleService, findServices } from './services.ts';

export function ServicesMenu({ onClose }: { readonly onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const navigate = useNavigate();
  const input = useRef<InputProps.Ref>(null);
  // The dialog takes the focus first, for its close button.
  useEffect(() => {
    const frame = requestAnimationFrame(() => input.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  const found = findServices(typed);
  const openFirst = () => {
    const [first] = found;
    if (first === undefined) return;
    onClose();
    void navigate({ to: first.href.replace('/console', '') });
  };
  return (
    <Modal visible header="Services" size="large" closeAriaLabel="Close" onDismiss={onClose}>
      <SpaceBetween size="l">
        <Input
          ref={input}
          type="search"
          ariaLabel="Search services"
          placeholder="Find a service by name, for example Lambda"
          value={typed}
          onChange={({ detail }) => setTyped(detail.value)}
          onKeyDown={({ detail }) => detail.key === 'Enter' && openFirst()}
        />
        {found.length === 0 && <Box color="text-body-secondary">No service matches “{typed}”.</Box>}
        <ColumnLayout columns={2}>
          {found.map((service) => (
            <ServiceEntry key={service.name} service={service} onClose={onClose} />
          ))}
        </ColumnLayout>
      </SpaceBetween>
    </Modal>
  );
}

function ServiceEntry({ service, onClose }: { readonly service: ConsoleService; readonly onClose: () => void }) {
  return (
    <div>
      <Link href={service.href} fontSize="heading-s" onFollow={onClose}>
        {service.name}
      </Link>
      <Box color="text-body-secondary">{service.description}</Box>
    </div>
  );
}
